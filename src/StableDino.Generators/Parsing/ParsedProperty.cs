using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>
/// An attributed property before evaluation. It holds symbols by its expression and library, so no step may keep it.
/// </summary>
/// <param name="Declaration">Its names.</param>
/// <param name="NameSpan">Its name in its file.</param>
/// <param name="Span">The whole declaration in its file.</param>
/// <param name="Body">Its expression, or the fault that it has none.</param>
internal sealed record ParsedProperty(Declaration Declaration, SourceSpan NameSpan, SourceSpan Span, Expression Body)
{
    /// <summary>The key of the property.</summary>
    public required string Key { get; init; }

    /// <summary>Whether the key finds this very expression, so that its value may be remembered by it.</summary>
    public bool IsKnownByKey { get; init; }

    /// <summary>What the expression may refer to.</summary>
    public required ILibrary Library { get; init; }
}
