using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>
/// Queries after the last layer of an exported decoder: what evaluation reads of <see cref="DecoderStates"/>.
/// </summary>
/// <param name="State">[B, Q, width], as the predictors see them.</param>
/// <param name="Reference">What their boxes are relative to.</param>
public sealed record StateValues(Value State, ReferenceValues Reference);
