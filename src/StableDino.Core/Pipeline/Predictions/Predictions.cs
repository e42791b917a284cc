using LanguageExt;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>Predictions of one kind of query after each of L layers.</summary>
/// <param name="Logits">[L, B, Q, C]; sigmoid gives class probabilities.</param>
/// <param name="Boxes">[L, B, Q, 4]; centre-x, centre-y, width, height in [0, 1] of the image without padding.</param>
/// <param name="Starts">[B, Q, 4]: boxes before the first layer, a constant; where targets may be given by overlap with
/// them.</param>
public sealed record Predictions(Tensor Logits, Tensor Boxes, Option<Tensor> Starts = default);
