using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Evaluation;

/// <summary>Where an expression is evaluated.</summary>
/// <param name="Compilation">Gives semantic models of the files that members live in.</param>
/// <param name="Problems">Receives what cannot be evaluated.</param>
/// <param name="Visiting">Members being evaluated, outermost first.</param>
/// <param name="This">The record whose computed property is being read, if one is.</param>
/// <param name="Cancel">Stops long work.</param>
internal sealed record Scope(
    Compilation Compilation,
    ImmutableArray<DiagnosticInfo>.Builder Problems,
    ImmutableList<ISymbol> Visiting,
    Traced? This,
    CancellationToken Cancel)
{
    /// <summary>Notes a problem and gives no value.</summary>
    public Traced? Fail(DiagnosticDescriptor descriptor, SyntaxNode at, params string[] arguments)
    {
        Problems.Add(new(descriptor.Id, Place.Of(at.GetLocation()), EquatableArray.Of(arguments)));
        return null;
    }

    /// <summary>Notes an expression outside the language.</summary>
    public Traced? Unsupported(SyntaxNode at, string reason, string instead) =>
        Fail(Descriptors.UnsupportedExpression, at, Shortened(at.ToString()), reason, instead);

    /// <summary>At most sixty characters of an expression, on one line.</summary>
    public static string Shortened(string expression)
    {
        var line = string.Join(" ", expression.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 60 ? line : line.Substring(0, 57) + "…";
    }
}
