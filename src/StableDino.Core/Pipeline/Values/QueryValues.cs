using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>Queries of an exported decoder: what <see cref="SelectedQueries"/> are in evaluation.</summary>
/// <param name="Content">[B, Q, width].</param>
/// <param name="References">Where they start.</param>
/// <param name="Positions">[B, Q, width], where they have positions of their own; 3·width by row and column.</param>
public sealed record QueryValues(Value Content, ReferenceValues References, Value? Positions);
