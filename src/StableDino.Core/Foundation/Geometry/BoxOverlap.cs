using StableDino.Configuration;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>
/// How much boxes overlap. All functions are total: boxes without area, inside-out boxes (their sides count as 0) and
/// empty sets
/// give finite numbers with finite gradients. Which division: <see cref="OverlapArithmetic"/>,
/// docs/decisions/0010-degenerate-boxes.md.
/// </summary>
public static class BoxOverlap
{
    /// <summary>
    /// Areas below this do not divide (normalised boxes: a square of 0.03 pixel in an image of 1000).
    /// </summary>
    public const double MinArea = 1e-9;

    /// <summary>What the official code adds to union and hull.</summary>
    public const double OfficialEpsilon = 1e-6;

    /// <summary>Width × height.</summary>
    /// <param name="boxes">[…, 4].</param>
    /// <returns>[…], at least 0; the caller owns it.</returns>
    public static Tensor Area(XyxyBoxes boxes) => Scoped.Run(() => Corners.Of(boxes).Area);

    /// <summary>Intersection over union of boxes at equal places.</summary>
    /// <remarks><code>IoU = |A ∩ B| / |A ∪ B|</code>Range [0, 1], unitless. Two boxes without area score 0.</remarks>
    /// <param name="first">[…, 4]; shapes broadcast.</param>
    /// <param name="second">[…, 4].</param>
    /// <param name="arithmetic">How the division is kept finite.</param>
    /// <returns>[…]; the caller owns it.</returns>
    public static Tensor Iou(
        XyxyBoxes first, XyxyBoxes second, OverlapArithmetic arithmetic = OverlapArithmetic.Exact) =>
        Scoped.Run(() => Iou(Corners.Of(first), Corners.Of(second), arithmetic));

    /// <summary>Generalised IoU of boxes at equal places.</summary>
    /// <remarks>
    /// <code>GIoU = |A ∩ B| / |A ∪ B| − (|H| − |A ∪ B|) / |H|,  H = smallest box enclosing A and B</code>
    /// Source: Rezatofighi et al., CVPR 2019 (arXiv:1902.09630), Algorithm 1. Range [−1, 1], unitless.
    /// Two boxes without area at one point score 0, where the paper divides 0 by 0.
    /// </remarks>
    /// <param name="first">[…, 4]; shapes broadcast.</param>
    /// <param name="second">[…, 4].</param>
    /// <param name="arithmetic">How the divisions are kept finite.</param>
    /// <returns>[…]; the caller owns it.</returns>
    public static Tensor Giou(
        XyxyBoxes first, XyxyBoxes second, OverlapArithmetic arithmetic = OverlapArithmetic.Exact) =>
        Scoped.Run(() => Giou(Corners.Of(first), Corners.Of(second), arithmetic));

    /// <summary><see cref="Iou(XyxyBoxes, XyxyBoxes, OverlapArithmetic)"/> of every box with every other.</summary>
    /// <param name="first">[…, N, 4].</param>
    /// <param name="second">[…, M, 4].</param>
    /// <param name="arithmetic">How the division is kept finite.</param>
    /// <returns>[…, N, M]; the caller owns it. N = 0 or M = 0 gives an empty matrix.</returns>
    public static Tensor PairwiseIou(
        XyxyBoxes first, XyxyBoxes second, OverlapArithmetic arithmetic = OverlapArithmetic.Exact) =>
        Scoped.Run(() => Iou(Rows(first), Columns(second), arithmetic));

    /// <summary><see cref="Giou(XyxyBoxes, XyxyBoxes, OverlapArithmetic)"/> of every box with every other.</summary>
    /// <param name="first">[…, N, 4].</param>
    /// <param name="second">[…, M, 4].</param>
    /// <param name="arithmetic">How the divisions are kept finite.</param>
    /// <returns>[…, N, M]; the caller owns it. N = 0 or M = 0 gives an empty matrix.</returns>
    public static Tensor PairwiseGiou(
        XyxyBoxes first, XyxyBoxes second, OverlapArithmetic arithmetic = OverlapArithmetic.Exact) =>
        Scoped.Run(() => Giou(Rows(first), Columns(second), arithmetic));

    /// <summary>IoU on planes; temporaries belong to the caller's scope.</summary>
    internal static Tensor Iou(Corners a, Corners b, OverlapArithmetic arithmetic)
    {
        var (intersection, union) = Parts(a, b);
        return intersection / Divisor(union, arithmetic);
    }

    /// <summary>GIoU on planes; temporaries belong to the caller's scope.</summary>
    internal static Tensor Giou(Corners a, Corners b, OverlapArithmetic arithmetic)
    {
        var (intersection, union) = Parts(a, b);
        var hull = (maximum(a.Right, b.Right) - minimum(a.Left, b.Left)).clamp_min(0)
            * (maximum(a.Bottom, b.Bottom) - minimum(a.Top, b.Top)).clamp_min(0);
        return intersection / Divisor(union, arithmetic) - (hull - union) / Divisor(hull, arithmetic);
    }

    private static (Tensor Intersection, Tensor Union) Parts(Corners a, Corners b)
    {
        var intersection = (minimum(a.Right, b.Right) - maximum(a.Left, b.Left)).clamp_min(0)
            * (minimum(a.Bottom, b.Bottom) - maximum(a.Top, b.Top)).clamp_min(0);
        return (intersection, a.Area + b.Area - intersection);
    }

    private static Tensor Divisor(Tensor area, OverlapArithmetic arithmetic) =>
        arithmetic == OverlapArithmetic.Exact ? area.clamp_min(MinArea) : area + OfficialEpsilon;

    private static Corners Rows(XyxyBoxes boxes) => Spread(boxes, -1);

    private static Corners Columns(XyxyBoxes boxes) => Spread(boxes, -2);

    private static Corners Spread(XyxyBoxes boxes, long dimension)
    {
        var (left, top, right, bottom) = Corners.Of(boxes);
        return new(left.unsqueeze(dimension), top.unsqueeze(dimension), right.unsqueeze(dimension),
            bottom.unsqueeze(dimension));
    }
}
