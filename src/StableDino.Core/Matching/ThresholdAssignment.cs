using StableDino.Geometry;
using StableDino.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Matching;

/// <summary>One-to-many assignment by fixed thresholds of IoU: Faster R-CNN (Ren et al., arXiv:1506.01497), section 3.1.2.</summary>
public static class ThresholdAssignment
{
    /// <summary>
    /// A box is for the truth that it overlaps most, if their IoU reaches <paramref name="high"/>; below <paramref name="low"/> it is
    /// background, and between the two neither. With <paramref name="leastBest"/>, every truth also gets the boxes that no other box overlaps
    /// it more than, though they may overlap another truth more; of such truths a box gets the last.
    /// </summary>
    /// <remarks>With <paramref name="leastBest"/> 0, a truth that no box overlaps gets all boxes, for they overlap it alike.</remarks>
    /// <param name="boxes">[M, 4], left, top, right, bottom.</param>
    /// <param name="truths">[n, 4], in the same unit, on the same device.</param>
    /// <param name="low">IoU in [0, <paramref name="high"/>].</param>
    /// <param name="high">IoU in (0, 1].</param>
    /// <param name="leastBest">IoU from which a truth's best boxes are its own; none are where it is not given.</param>
    /// <returns>[M], int64: index of the truth, −1 for background, −2 for neither; the caller owns it.</returns>
    public static Tensor Of(Tensor boxes, Tensor truths, double low, double high, double? leastBest = null) => Scoped.Run(() =>
    {
        using var quiet = no_grad();
        if (boxes.shape[0] == 0 || truths.shape[0] == 0) return full([boxes.shape[0]], -1, ScalarType.Int64, boxes.device);

        var iou = BoxOverlap.PairwiseIou(new(truths), new(boxes));                                         // [n, M]
        var (most, truth) = iou.max(0);
        var byThreshold = where(most.ge(high), truth, full_like(truth, -2).masked_fill(most.lt(low), -1));
        if (leastBest is not { } least) return byThreshold;

        var best = LastBest(iou, least);
        return where(best.ge(0), best, byThreshold);
    });

    // [M]: the last truth whose largest IoU is this box's, where that is at least so much; −1 where there is none.
    private static Tensor LastBest(Tensor iou, double least)
    {
        var largest = iou.amax([1], keepdim: true);
        var own = iou.eq(largest).logical_and(largest.ge(least));
        return (own.to(ScalarType.Int64) * arange(1, iou.shape[0] + 1, ScalarType.Int64, iou.device).unsqueeze(1)).amax([0]) - 1;
    }
}
