using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>The random points of a batch's mask terms, asked for part by part: drawn when asked, or recorded.</summary>
public interface IMaskDraws
{
    /// <summary>Where the predictions and targets of each image are compared for the matching.</summary>
    /// <param name="branch">Index into the configuration's branches, or
    /// <see cref="Pipeline.QueryGroup.MatchingBranch"/>.</param>
    /// <param name="layer">Layer of its matching; the selected proposals, if they pay, are layer 0 of the matching
    /// queries.</param>
    /// <param name="images">Images B.</param>
    /// <returns>[B, points, 2]; the caller owns it.</returns>
    Tensor Matching(int branch, int layer, int images);

    /// <summary>Where the masks of matched pairs are compared for the losses.</summary>
    /// <param name="branch">As above.</param>
    /// <param name="layer">As above.</param>
    /// <param name="masks">Pairs K, by image, then target; in a denoising branch by image, group, then target.</param>
    /// <returns>Draws for K masks; the caller owns them.</returns>
    MaskPointDraws Losses(int branch, int layer, long masks);
}
