namespace StableDino.Generators.Model;

/// <summary>Which expression of a declaration gave a part of its value.</summary>
/// <param name="Path">The part, such as <c>Encoder.Width</c>; empty for the whole.</param>
/// <param name="Span">The expression.</param>
internal sealed record Origin(string Path, SourceSpan Span);
