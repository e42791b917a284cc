using System.Collections.Immutable;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>Reads back what <see cref="CanonicalText"/> prints; null for anything else.</summary>
internal static class CanonicalReader
{
    /// <summary>The value of a text, or null where it is not one.</summary>
    public static ConfigValue? Parse(string text) => TermReader.Read(text) is { } term ? Value(term) : null;

    /// <summary>The value of a term, or null where it is not one.</summary>
    public static ConfigValue? Value(Term term) => term switch
    {
        Term.Literal literal => new ConfigValue.Constant(literal.Value),
        Term.Word word => Named(word.Text),
        Term.Node { Head: "[" } list => List(list),
        Term.Node node when node.Head.StartsWith("new ", StringComparison.Ordinal) => Record(node),
        _ => null,
    };

    private static ConfigValue? Record(Term.Node node)
    {
        var members = ImmutableArray.CreateBuilder<ConfigValue.Part>(node.Arguments.Length);
        foreach (var (name, term) in node.Arguments)
        {
            if (name.Length == 0 || Value(term) is not { } value)
                return null;
            members.Add(new(name, value));
        }
        return new ConfigValue.Record(node.Head.Substring(4), members.ToEquatable());
    }

    private static ConfigValue? List(Term.Node node)
    {
        var items = node.Arguments.Select(a => a.Label.Length == 0 ? Value(a.Term) : null).ToList();
        return items.Contains(null) ? null : new ConfigValue.List(items.ToEquatable()!);
    }

    private static ConfigValue? Named(string word) => word switch
    {
        "true" => new ConfigValue.Constant(true),
        "false" => new ConfigValue.Constant(false),
        "float.NaN" => new ConfigValue.Constant(float.NaN),
        "float.PositiveInfinity" => new ConfigValue.Constant(float.PositiveInfinity),
        "float.NegativeInfinity" => new ConfigValue.Constant(float.NegativeInfinity),
        "double.NaN" => new ConfigValue.Constant(double.NaN),
        "double.PositiveInfinity" => new ConfigValue.Constant(double.PositiveInfinity),
        "double.NegativeInfinity" => new ConfigValue.Constant(double.NegativeInfinity),
        _ when word[0] != '@' && word.LastIndexOf('.') is > 0 and var dot && dot < word.Length - 1 =>
            new ConfigValue.EnumMember(word.Substring(0, dot), word.Substring(dot + 1)),
        _ => null,
    };
}
