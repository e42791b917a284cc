using System.Collections.Immutable;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>
/// What a mask detector predicts of masks: the logit of a query at a cell is its embedding times the cell's. No mask is
/// made before it is asked
/// for: those of all queries after all layers would be the largest tensor of a training step.
/// </summary>
/// <param name="Pixels">[B, D, h, w]: the embedding of every cell of a map that covers the padded images, at stride 4
/// if the backbone's first stage is 2.</param>
/// <param name="Layers">[L, B, Q, D]: embeddings of the matching queries, as
/// <see cref="DetectorOutput.Layers"/>.</param>
/// <param name="Proposals">[1, B, Q, D]: those of the proposals; [0, B, Q, D] where there are none.</param>
/// <param name="Branches">[L, B, Q_b, D]: those of the further branches, as
/// <see cref="DetectorOutput.Branches"/>.</param>
public sealed record MaskPredictions(Tensor Pixels, Tensor Layers, Tensor Proposals, ImmutableArray<Tensor> Branches)
{
    /// <summary>Mask logits of the matching queries after the last layer, [B, Q, h, w]; the caller owns them.</summary>
    public Tensor Last() => Logits(Pixels, Layers.select(0, -1));

    /// <summary>Mask logits of queries, [B, K, h, w]; the caller owns them.</summary>
    /// <param name="pixels">[B, D, h, w].</param>
    /// <param name="embeddings">[B, K, D].</param>
    public static Tensor Logits(Tensor pixels, Tensor embeddings) => Foundation.Scoped.Run(() =>
        embeddings.matmul(pixels.flatten(2))
            .view(embeddings.shape[0], embeddings.shape[1], pixels.shape[2], pixels.shape[3]));
}
