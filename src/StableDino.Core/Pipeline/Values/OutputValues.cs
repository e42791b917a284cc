using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>What an exported detector says of a batch: the last layer of <see cref="DetectorOutput"/>.</summary>
/// <param name="Logits">[B, Q, C].</param>
/// <param name="Boxes">[B, Q, 4]: centre-x, centre-y, width, height in [0, 1].</param>
public sealed record OutputValues(Value Logits, Value Boxes);
