using System.Collections.Immutable;
using LanguageExt;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>
/// Everything a detector of masks predicts for a batch. A box detector's output has no masks to ask for.
/// </summary>
/// <param name="Layers">
/// Matching queries after each decoder layer, first to last; before them, where the configuration has an initial
/// prediction, what the
/// predictors give for the queries that the decoder starts from.
/// </param>
/// <param name="Proposals">The proposals that were selected.</param>
/// <param name="Branches">What the further branches' queries predict; only in training.</param>
/// <param name="Masks">The masks of all of them.</param>
public sealed record MaskOutput(
    Predictions Layers, Option<Predictions> Proposals, ImmutableArray<BranchPredictions> Branches,
    MaskPredictions Masks)
    : DetectorOutput(Layers, Proposals, Branches)
{
    /// <inheritdoc/>
    public override MaskOutput Map(Func<Tensor, Tensor> map)
    {
        var boxes = base.Map(map);
        return new(boxes.Layers, boxes.Proposals, boxes.Branches,
            new(map(Masks.Pixels), map(Masks.Layers), map(Masks.Proposals), [.. Masks.Branches.Select(map)]));
    }
}
