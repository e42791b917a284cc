using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// One-to-many assignment by fixed thresholds of IoU: Faster R-CNN (Ren et al., arXiv:1506.01497), section 3.1.2.
/// </summary>
public static class ThresholdAssignment
{
    // IoUs that are computed together: a proposal network has 800 000 anchors for perhaps a hundred targets.
    private const long Together = 1 << 21;

    /// <summary>
    /// A box is for the target that it overlaps most, if their IoU reaches <paramref name="high"/>; below
    /// <paramref name="low"/> it is
    /// background, and between the two neither. With <paramref name="leastBest"/>, every target also gets the boxes
    /// that no other box overlaps
    /// it more than, though they may overlap another target more; of such targets a box gets the last.
    /// </summary>
    /// <remarks>
    /// With <paramref name="leastBest"/> 0, a target that no box overlaps gets all boxes, for they overlap it alike.
    /// </remarks>
    /// <param name="boxes">[M, 4], left, top, right, bottom.</param>
    /// <param name="targets">[n, 4], in the same unit, on the same device.</param>
    /// <param name="low">IoU in [0, <paramref name="high"/>].</param>
    /// <param name="high">IoU in (0, 1].</param>
    /// <param name="leastBest">IoU from which a target's best boxes are its own; none are where it is not
    /// given.</param>
    /// <returns>[M], int64: index of the target, −1 for background, −2 for neither; the caller owns it.</returns>
    public static Tensor Of(Tensor boxes, Tensor targets, double low, double high, double? leastBest = null) =>
        Of(boxes, targets, low, high, leastBest, (int)Math.Max(1, Together / Math.Max(1, boxes.shape[0])));

    /// <inheritdoc cref="Of(Tensor, Tensor, double, double, double?)"/>
    /// <param name="boxes">[M, 4].</param>
    /// <param name="targets">[n, 4].</param>
    /// <param name="low">IoU in [0, <paramref name="high"/>].</param>
    /// <param name="high">IoU in (0, 1].</param>
    /// <param name="leastBest">IoU from which a target's best boxes are its own.</param>
    /// <param name="atOnce">Targets at once, at least 1; the answer does not depend on it.</param>
    internal static Tensor Of(Tensor boxes, Tensor targets, double low, double high, double? leastBest, int atOnce) =>
        Scoped.Run(() =>
        {
            using var quiet = no_grad();
            var most = full([boxes.shape[0]], -1, boxes.dtype, boxes.device);
            var (target, best) = (full([boxes.shape[0]], -1, ScalarType.Int64, boxes.device),
                full([boxes.shape[0]], -1, ScalarType.Int64, boxes.device));
            for (long start = 0; start < targets.shape[0] && boxes.shape[0] > 0; start += atOnce)
            {
                using var scope = NewDisposeScope();
                // [k, M]
                var iou = BoxOverlap.PairwiseIou(
                    new(targets.narrow(0, start, Math.Min(atOnce, targets.shape[0] - start))), new(boxes));
                var (more, index) = iou.max(0);
                target.copy_(where(more.gt(most), index + start, target));
                most.copy_(maximum(more, most));
                if (leastBest is not { } least) continue;
                var last = LastBest(iou, least);
                best.copy_(where(last.ge(0), last + start, best));
            }

            var byThreshold = where(most.ge(high), target, full_like(target, -2).masked_fill(most.lt(low), -1));
            return where(best.ge(0), best, byThreshold);
        });

    // [M]: the last target whose largest IoU is this box's, where that is at least so much; −1 where there is none.
    private static Tensor LastBest(Tensor iou, double least)
    {
        var largest = iou.amax([1], keepdim: true);
        var own = iou.eq(largest).logical_and(largest.ge(least));
        return (own.to(ScalarType.Int64) * arange(1, iou.shape[0] + 1, ScalarType.Int64, iou.device).unsqueeze(1)).amax(
            [0]) - 1;
    }
}
