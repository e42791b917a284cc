using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>The images of an exported graph: what <see cref="ImageBatch"/> is in a pass.</summary>
/// <param name="Pixels">float32 [B, 3, H, W], normalised.</param>
/// <param name="Padding">bool [B, H, W]; none where all images have the size of the batch.</param>
public sealed record ImageValues(Value Pixels, Value? Padding = null);
