using System.Collections.Immutable;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// One-to-many assignment of anchors that sets each target's threshold by its own candidates: ATSS (Zhang et al., CVPR
/// 2020, arXiv:1912.02424).
/// </summary>
public static class AtssAssignment
{
    private const double Margin = 0.01;

    /// <summary>
    /// A target's candidates are, on each level, the inside anchors whose centres are nearest to its own. Those get it
    /// that overlap it by
    /// t = mean + standard deviation of the candidates' IoU and have their centre inside it, 0.01 pixel from its
    /// border.
    /// </summary>
    /// <remarks>
    /// Algorithm 1 of the paper, with the unbiased deviation: a single candidate has none and gets nothing. An anchor
    /// of several targets goes to the
    /// one that it overlaps most. Of anchors equally near the first are candidates, where the official code leaves the
    /// choice to a partial sort;
    /// t is computed in double precision, so that candidates that overlap alike reach it however their mean would
    /// round.
    /// </remarks>
    /// <param name="anchors">[A, 4], left, top, right, bottom in pixels, level by level.</param>
    /// <param name="inside">[A], bool: which anchors count.</param>
    /// <param name="perLevel">Anchors of each level; A in all.</param>
    /// <param name="groundTruths">[n, 4], left, top, right, bottom in pixels, on the anchors' device.</param>
    /// <param name="candidates">Of each level, at least 1.</param>
    /// <returns>[A], int64: index of the target, −1 for background, −2 for an anchor that is not inside; the caller
    /// owns it.</returns>
    public static Tensor Of(Tensor anchors, Tensor inside, ImmutableArray<int> perLevel, Tensor groundTruths,
        int candidates = 9) => Scoped.Run(() =>
    {
        using var quiet = no_grad();
        var background = full_like(inside, -1, ScalarType.Int64).masked_fill(inside.logical_not(), -2);
        return groundTruths.shape[0] == 0 || anchors.shape[0] == 0
            ? background
            : TargetOfAnchor(anchors, inside, perLevel, groundTruths, candidates, background);
    });

    private static Tensor TargetOfAnchor(Tensor anchors, Tensor inside, ImmutableArray<int> perLevel,
        Tensor groundTruths, int candidates, Tensor background)
    {
        var (centres, targets) = (Centres(anchors), Centres(groundTruths));
        var starts = perLevel.Select((_, level) => perLevel.Take(level).Sum());
        var near =
            cat([.. starts.Zip(perLevel, (start, count) => (Start: start, Count: count)).Where(level => level.Count > 0)
                .Select(level =>
                    Nearest(centres.narrow(0, level.Start, level.Count), inside.narrow(0, level.Start, level.Count),
                        targets, candidates) + level.Start)], 1);

        var (own, box) = (TensorIndex.Tensor(near), groundTruths.unsqueeze(1));
        var iou = BoxOverlap.Iou(new(anchors.index(own)), new(box));
        var wide = iou.to(ScalarType.Float64);
        // NaN for K < 2: reached by none
        var threshold = wide.mean([1], keepdim: true) + wide.std(1, unbiased: true, keepdim: true);
        var positive = wide.ge(threshold).logical_and(Contains(box, centres.index(own)));

        var overlaps = full([groundTruths.shape[0], anchors.shape[0]], float.NegativeInfinity, iou.dtype, iou.device)
            .scatter_(1, near, iou.masked_fill(positive.logical_not(), float.NegativeInfinity));
        var (most, groundTruth) = overlaps.max(0);
        return where(most.ge(0), groundTruth, background);
    }

    // [n, k]: of a level's anchors the inside ones nearest to each target; k is the same for all targets.
    private static Tensor Nearest(Tensor centres, Tensor inside, Tensor targets, int candidates) => Scoped.Run(() =>
    {
        var (groundTruths, most) = (targets.shape[0], Math.Min(candidates, centres.shape[0]));
        var distances = (centres.unsqueeze(0) - targets.unsqueeze(1)).square().sum(-1)
            // [n, A]
            .masked_fill(inside.logical_not(), float.PositiveInfinity);
        var last = distances.topk((int)most, 1, largest: false, sorted: true).values.narrow(1, most - 1, 1);
        var (nearer, alike) = (distances.lt(last), distances.eq(last));
        var left = most - nearer.sum(1, keepdim: true);
        var chosen = nearer.logical_or(alike.logical_and(alike.cumsum(1).le(left))).logical_and(inside);
        return chosen.nonzero().select(1, 1).view(groundTruths, -1);
    });

    private static Tensor Contains(Tensor boxes, Tensor points)
    {
        var (x, y) = (points.select(-1, 0), points.select(-1, 1));
        var (left, top, right, bottom) = Corners.Of(new XyxyBoxes(boxes));
        return minimum(minimum(x - left, right - x), minimum(y - top, bottom - y)).gt(Margin);
    }

    private static Tensor Centres(Tensor boxes) => (boxes.narrow(-1, 0, 2) + boxes.narrow(-1, 2, 2)) / 2;
}
