using System.Collections.Immutable;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>A value that still knows which expression gave each of its parts.</summary>
/// <param name="Origin">The expression that gave the whole.</param>
/// <param name="IsDefault">Whether nobody wrote it: a default argument.</param>
internal abstract record Traced(SourceSpan Origin, bool IsDefault)
{
    /// <summary>A number, text, truth value or enum member.</summary>
    public sealed record Scalar(ConfigValue Value, SourceSpan Origin, bool IsDefault = false)
        : Traced(Origin, IsDefault);

    /// <summary>A record with traced parts.</summary>
    public sealed record Record(
        string Type, ImmutableArray<KeyValuePair<string, Traced>> Members, SourceSpan Origin, bool IsDefault = false)
        : Traced(Origin, IsDefault)
    {
        /// <summary>The part of that name, or null.</summary>
        public Traced? Part(string name)
        {
            foreach (var member in Members)
            {
                if (member.Key == name)
                    return member.Value;
            }
            return null;
        }

        /// <summary>The same record with one part replaced, or added at the end.</summary>
        public Record With(string name, Traced value)
        {
            var part = new KeyValuePair<string, Traced>(name, value);
            for (var i = 0; i < Members.Length; i++)
            {
                if (Members[i].Key == name)
                    return this with { Members = Members.SetItem(i, part) };
            }
            return this with { Members = Members.Add(part) };
        }
    }

    /// <summary>A list.</summary>
    public sealed record List(ImmutableArray<Traced> Items, SourceSpan Origin, bool IsDefault = false)
        : Traced(Origin, IsDefault);

    /// <summary>A lambda with the variables it was made among. It is called, never part of a configuration.</summary>
    public sealed record Function(Expression.Lambda Lambda, Frame Home, SourceSpan Origin)
        : Traced(Origin, IsDefault: false);

    /// <summary>
    /// A value read back from a referenced assembly: every part comes from the expression that refers to it.
    /// </summary>
    public static Traced Of(ConfigValue value, SourceSpan origin) => value switch
    {
        ConfigValue.Record record => new Record(
            record.Type, [.. record.Members.Select(m => new KeyValuePair<string, Traced>(m.Name, Of(m.Value, origin)))],
            origin, IsDefault: true),
        ConfigValue.List list => new List([.. list.Items.Select(i => Of(i, origin))], origin, IsDefault: true),
        _ => new Scalar(value, origin, IsDefault: true),
    };

    /// <summary>The value without its places; null for a function.</summary>
    public ConfigValue? Plain => this switch
    {
        Record record => new ConfigValue.Record(
            record.Type, record.Members.Select(m => new ConfigValue.Part(m.Key, m.Value.Plain!)).ToEquatable()),
        List list => new ConfigValue.List(list.Items.Select(i => i.Plain!).ToEquatable()),
        Scalar scalar => scalar.Value,
        _ => null,
    };
}
