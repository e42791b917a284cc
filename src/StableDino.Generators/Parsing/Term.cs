using System.Collections.Immutable;

namespace StableDino.Generators.Parsing;

/// <summary>
/// The shape of all canonical text: a word, a literal, or a head with arguments, of which some have labels.
/// </summary>
internal abstract record Term
{
    private Term() { }

    /// <summary>A bare word: <c>N.Enum.Member</c>, <c>@variable</c>, <c>true</c>.</summary>
    public sealed record Word(string Text) : Term;

    /// <summary>A number or a quoted text.</summary>
    public sealed record Literal(object Value) : Term;

    /// <summary>
    /// <c>head(label: term, term)</c>, <c>new Type(…)</c> with head <c>new Type</c>, or <c>[…]</c> with head <c>[</c>.
    /// </summary>
    public sealed record Node(string Head, ImmutableArray<(string Label, Term Term)> Arguments) : Term
    {
        /// <summary>The argument at a place, or null.</summary>
        public Term? At(int index) => index < Arguments.Length ? Arguments[index].Term : null;
    }
}
