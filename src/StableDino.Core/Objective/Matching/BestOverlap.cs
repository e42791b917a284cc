using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>The best a layer can do: what ε = to the largest IoU (§2.2) lifts an image's best target to.</summary>
public static class BestOverlap
{
    /// <summary>The largest IoU over all prediction–target pairs of each image.</summary>
    /// <param name="boxes">[L, B, Q, 4], centre-size; a constant here: no gradient passes.</param>
    /// <param name="targets">Targets of the batch, on the same device.</param>
    /// <param name="arithmetic">How the division is kept finite.</param>
    /// <param name="counted">[B, Q], bool: which queries count; all where it is none.</param>
    /// <returns>[L, B], in [0, 1]; 0 for an image without targets. The caller owns it.</returns>
    public static Tensor PerImage(Tensor boxes, Targets targets, OverlapArithmetic arithmetic,
        Option<Tensor> counted = default) => Scoped.Run(() =>
    {
        using var quiet = no_grad();
        var (device, images) = (boxes.device, targets.Counts.Length);
        if (targets.Total == 0) return zeros([boxes.shape[0], images], ScalarType.Float32, device);

        var imageOf = TargetIndices.ImageOf(targets.Counts, device);
        var queries = QueryPlanes.Of(boxes).AtImages(imageOf);
        // [L, N, Q]
        var iou = BoxOverlap.Iou(
            queries.Corners, TargetPlanes.Of(targets.Boxes, queries.CentreSize[0].dtype).Corners, arithmetic);
        return PerImage(iou, targets, counted);
    });

    /// <summary>The same of overlaps that are there already.</summary>
    /// <param name="iou">[L, N, Q], in [0, 1]: every query of an image with every target of it.</param>
    /// <param name="targets">Targets of the batch, on the same device.</param>
    /// <param name="counted">[B, Q], bool: which queries count; all where it is none.</param>
    /// <returns>[L, B], in [0, 1]; the caller owns it.</returns>
    public static Tensor PerImage(Tensor iou, Targets targets, Option<Tensor> counted = default) => Scoped.Run(() =>
    {
        var (imageOf, images) = (TargetIndices.ImageOf(targets.Counts, iou.device), targets.Counts.Length);
        if (targets.Total == 0) return zeros([iou.shape[0], images], iou.dtype, iou.device);

        var valid = counted.Match(mask => iou * mask.index(TensorIndex.Tensor(imageOf)).to(iou.dtype), () => iou);
        return PerImage(valid.amax([2]).clamp(0, 1), imageOf.unsqueeze(0), images);
    });

    /// <summary>
    /// The largest value of each image: [L, K] values at images [L or 1, K] to [L, B]; at least 0, 0 for an image
    /// without.
    /// </summary>
    internal static Tensor PerImage(Tensor values, Tensor images, long count)
    {
        // [L, B, K]
        var own = images.unsqueeze(1).eq(arange(count, ScalarType.Int64, values.device).view(1, -1, 1));
        return (values.unsqueeze(1) * own.to(values.dtype)).amax([2]);
    }
}
