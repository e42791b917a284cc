using System.Collections.Immutable;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>
/// What an auxiliary head predicts, for which boxes, and which targets that is for: an index into the batch's
/// targets, −1 for the
/// background, −2 for what does not count. All in pixels of the padded batch.
/// </summary>
/// <param name="Branch">Index into the configuration's branches.</param>
/// <param name="Sizes">Size of each image without its padding.</param>
/// <param name="QueryTargets">[B, P], int64: the target of each query that the head has added, −1 for the
/// background.</param>
public abstract record HeadPredictions(int Branch, ImmutableArray<ImageSize> Sizes, Tensor QueryTargets)
{
    /// <summary>An anchor head's.</summary>
    /// <param name="Branch">Index into the configuration's branches.</param>
    /// <param name="Sizes">Size of each image without its padding.</param>
    /// <param name="QueryTargets">[B, P], int64.</param>
    /// <param name="Grid">[A, 4], corners of the anchors.</param>
    /// <param name="Targets">[B, A], int64.</param>
    /// <param name="Logits">[B, A, C].</param>
    /// <param name="Boxes">[B, A, 4], corners.</param>
    /// <param name="Centredness">[B, A], logits.</param>
    public sealed record OfAnchors(
        int Branch, ImmutableArray<ImageSize> Sizes, Tensor QueryTargets, Tensor Grid, Tensor Targets, Tensor Logits,
        Tensor Boxes, Tensor Centredness)
        : HeadPredictions(Branch, Sizes, QueryTargets);

    /// <summary>A region head's.</summary>
    /// <param name="Branch">Index into the configuration's branches.</param>
    /// <param name="Sizes">Size of each image without its padding.</param>
    /// <param name="QueryTargets">[B, P], int64.</param>
    /// <param name="Grid">[A, 4], corners of the anchors.</param>
    /// <param name="AnchorTargets">[B, A], int64; −2 for anchors that were not sampled, too.</param>
    /// <param name="Objectness">[B, A], logits.</param>
    /// <param name="Deltas">[B, A, 4]: shift and scale of each anchor.</param>
    /// <param name="RegionTargets">[R], int64: of the regions of all images.</param>
    /// <param name="Logits">[R, C + 1], the background last.</param>
    /// <param name="Boxes">[R, C, 4], corners, one for each class.</param>
    public sealed record OfRegions(
        int Branch, ImmutableArray<ImageSize> Sizes, Tensor QueryTargets, Tensor Grid, Tensor AnchorTargets,
        Tensor Objectness, Tensor Deltas, Tensor RegionTargets,
        Tensor Logits, Tensor Boxes) : HeadPredictions(Branch, Sizes, QueryTargets);
}
