using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>
/// One box seen from another: how far its centre lies away in the other's sides, and how often its sides go into it, as
/// logarithms.
/// </summary>
/// <remarks>
/// <code>d = ((x′ − x)/w, (y′ − y)/h, ln(w′/w), ln(h′/h)) / σ</code>
/// Source: Fast R-CNN (arXiv:1504.08083) and R-CNN (arXiv:1311.2524), appendix C; the deviations σ bring the four to
/// one size.
/// </remarks>
public static class BoxDeltas
{
    /// <summary>
    /// Decoded sides are at most this many times as long, and at least one such part as long: 1000/16.
    /// </summary>
    public const double MaxRatio = 1000.0 / 16;

    /// <summary>σ that leaves the four as they are.</summary>
    internal static readonly ImmutableArray<float> UnitDeviations = [1f, 1f, 1f, 1f];

    /// <summary>Where <paramref name="to"/> lies as seen from <paramref name="from"/>. Differentiable.</summary>
    /// <param name="from">[…, 4], left, top, right, bottom; with area, else the result is not finite.</param>
    /// <param name="to">[…, 4]; likewise, in the same unit.</param>
    /// <param name="deviations">σ of Δx, Δy, ln w, ln h.</param>
    /// <returns>[…, 4], unitless; the caller owns it.</returns>
    public static Tensor Encode(Tensor from, Tensor to, ImmutableArray<float> deviations) => Scoped.Run(() =>
    {
        var (x, y, w, h) = Planes(from);
        var (toX, toY, toW, toH) = Planes(to);
        return stack([(toX - x) / w, (toY - y) / h, (toW / w).log(), (toH / h).log()], -1) / Row(deviations, from);
    });

    /// <summary>
    /// The inverse of <see cref="Encode"/>: the box that is seen so from <paramref name="from"/>. Differentiable.
    /// </summary>
    /// <param name="from">[…, 4], left, top, right, bottom.</param>
    /// <param name="deltas">[…, 4]; ratios beyond <see cref="MaxRatio"/> count as that, and pass no gradient.</param>
    /// <param name="deviations">σ of Δx, Δy, ln w, ln h.</param>
    /// <returns>[…, 4], left, top, right, bottom, in the unit of <paramref name="from"/>; the caller owns it.</returns>
    public static Tensor Decode(Tensor from, Tensor deltas, ImmutableArray<float> deviations) => Scoped.Run(() =>
    {
        var (x, y, w, h) = Planes(from);
        var steps = (deltas * Row(deviations, deltas)).unbind(-1);
        var (toX, toY) = (x + w * steps[0], y + h * steps[1]);
        var (halfWidth, halfHeight) = (w * Ratio(steps[2]) * 0.5, h * Ratio(steps[3]) * 0.5);
        return stack([toX - halfWidth, toY - halfHeight, toX + halfWidth, toY + halfHeight], -1);
    });

    private static Tensor Ratio(Tensor logarithm) => logarithm.clamp(-Math.Log(MaxRatio), Math.Log(MaxRatio)).exp();

    private static Tensor Row(ImmutableArray<float> deviations, Tensor like) =>
        tensor(deviations.AsSpan().ToArray(), dtype: like.dtype, device: like.device);

    private static (Tensor X, Tensor Y, Tensor W, Tensor H) Planes(Tensor boxes)
    {
        var (left, top, right, bottom) = Corners.Of(new XyxyBoxes(boxes));
        return ((left + right) * 0.5, (top + bottom) * 0.5, right - left, bottom - top);
    }
}
