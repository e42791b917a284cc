using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Parsing;

/// <summary>Which expression of a declaration gave a part of its value.</summary>
/// <param name="Path">The part, such as <c>Encoder.Width</c>; empty for the whole.</param>
/// <param name="Place">The expression.</param>
internal sealed record Origin(string Path, Place Place);
