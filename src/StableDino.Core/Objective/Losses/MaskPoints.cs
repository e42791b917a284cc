using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>Points of masks: their values, and where to look.</summary>
public static class MaskPoints
{
    /// <summary>Values of maps at points, bilinear between pixel centres, 0 outside.</summary>
    /// <remarks>
    /// The centre of pixel (row i, column j) of an h × w map lies at x = (j + ½)/w, y = (i + ½)/h. Differentiable in
    /// the maps.
    /// </remarks>
    /// <param name="maps">[K, h, w], float.</param>
    /// <param name="points">[K, P, 2], x and y; or [1, P, 2], the same points for every map.</param>
    /// <returns>[K, P]; the caller owns it.</returns>
    public static Tensor Sample(Tensor maps, Tensor points) => Scoped.Run(() => maps.shape[0] == 0
        ? maps.flatten(1).narrow(1, 0, 1).expand(0, points.shape[1])
        : nn.functional.grid_sample(
                maps.unsqueeze(1), (points.expand(maps.shape[0], -1, -1) * 2 - 1).unsqueeze(2), GridSampleMode.Bilinear,
                GridSamplePaddingMode.Zeros, align_corners: false)
            .squeeze(3).squeeze(1));

    /// <summary>As <see cref="Sample"/>, for the channels of one map at the same points.</summary>
    /// <param name="map">[C, h, w], float.</param>
    /// <param name="points">[P, 2].</param>
    /// <returns>[C, P]; the caller owns it.</returns>
    public static Tensor SampleMap(Tensor map, Tensor points) => Scoped.Run(() => map.shape[0] == 0
        ? zeros([0, points.shape[0]], map.dtype, map.device)
        : nn.functional.grid_sample(
                map.unsqueeze(0), (points * 2 - 1).view(1, -1, 1, 2), GridSampleMode.Bilinear,
                GridSamplePaddingMode.Zeros, align_corners: false)
            .squeeze(3).squeeze(0));

    /// <summary>
    /// Where to look at each mask: the candidates whose logit is nearest to 0, most uncertain first, then the uniform
    /// points.
    /// </summary>
    /// <remarks>
    /// Source: PointRend (arXiv:1912.08193), section 3.2, with −|logit| for uncertainty. No gradient passes.
    /// </remarks>
    /// <param name="logits">[K, h, w].</param>
    /// <param name="draws">Of K masks.</param>
    /// <param name="uncertain">How many candidates are kept.</param>
    /// <returns>[K, uncertain + uniform, 2]; the caller owns it.</returns>
    public static Tensor Choose(Tensor logits, MaskPointDraws draws, int uncertain) => Scoped.Run(() =>
    {
        using var quiet = no_grad();
        var values = Sample(logits, draws.Candidates);
        // [K, uncertain]
        var (_, places) = (-maximum(values, -values)).topk(uncertain, 1);
        return cat([draws.Candidates.gather(1, places.unsqueeze(-1).expand(-1, -1, 2)), draws.Uniform], 1);
    });
}
