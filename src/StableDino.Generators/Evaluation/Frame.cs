using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>Where an expression is evaluated: the activation of one member, function or lambda.</summary>
/// <param name="Run">The evaluation it belongs to.</param>
/// <param name="Visiting">Members and functions being evaluated, outermost first.</param>
/// <param name="Variables">Values of parameters, locals and pattern variables, by name.</param>
/// <param name="Types">What type parameters stand for.</param>
/// <param name="Site">The reference that led into a compiled assembly, whose own places are elsewhere; null in
/// source.</param>
internal sealed record Frame(
    Run Run,
    ImmutableList<Frame.Visit> Visiting,
    Dictionary<string, Traced> Variables,
    ImmutableDictionary<string, string> Types,
    Frame.CallSite? Site)
{
    /// <summary>A frame with nothing in it.</summary>
    public static Frame Of(Run run) =>
        new(run, ImmutableList<Visit>.Empty, new(StringComparer.Ordinal),
            ImmutableDictionary<string, string>.Empty, null);

    /// <summary>The place to name for an expression.</summary>
    public SourceSpan SpanOf(Expression expression) => Site?.Span ?? expression.Span;

    /// <summary>The text to name for an expression.</summary>
    public string TextOf(Expression expression) => Site?.Name ?? expression.Text;

    /// <summary>A type, a type parameter replaced by what it stands for.</summary>
    public string TypeOf(string type) =>
        type.StartsWith("!", StringComparison.Ordinal) && Types.TryGetValue(type.Substring(1), out var meant)
            ? meant
            : type;

    /// <summary>Notes a problem and gives no value.</summary>
    public Traced? Fail(DiagnosticDescriptor descriptor, Expression at, params string[] arguments) =>
        Fail(descriptor.Id, SpanOf(at), arguments);

    /// <summary>Notes a problem and gives no value.</summary>
    public Traced? Fail(string id, SourceSpan at, params string[] arguments)
    {
        Run.Problems.Add(new(id, at, EquatableArray.Of(arguments)));
        return null;
    }

    /// <summary>Notes an expression outside the language.</summary>
    public Traced? Unsupported(Expression at, string reason, string instead) =>
        Fail(Descriptors.UnsupportedExpression, at, TextOf(at), reason, instead);

    /// <summary>The path of a circle that a new visit would close, or null.</summary>
    public string? Circle(Visit next) => Visiting.FindIndex(v => v.IsSame(next)) is >= 0 and var first
        ? string.Join(" → ", Visiting.Skip(first).Append(next).Select(v => v.Name))
        : null;

    /// <summary>A member or function being evaluated: by its key, or the lambda itself.</summary>
    public sealed record Visit(object Key, string Name)
    {
        public bool IsSame(Visit other) => Key is string key ? key.Equals(other.Key) : ReferenceEquals(Key, other.Key);
    }

    /// <summary>A reference into a compiled assembly.</summary>
    public sealed record CallSite(SourceSpan Span, string Name);
}
