using StableDino.Configuration;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// ε (§2.2): lifts the targets of an image together, so that its best match is worth learning however badly it lies.
/// </summary>
public static class TargetRescaling
{
    /// <summary>Added to the largest target where the official code divides by it.</summary>
    public const double OfficialEpsilon = 1e-8;

    /// <summary>Smallest normal single: below it a quotient is no longer a share of the whole.</summary>
    private const double Smallest = 1.17549435e-38;

    /// <summary>
    /// Scales the targets of each image so that the largest becomes the image's goal, unless it is that large already.
    /// </summary>
    /// <remarks>
    /// <code>ε(t) = t · max(goal / max t, 1)</code>
    /// Never lowers a target, keeps their order, leaves an image of zeros alone. Exactly the goal is reached with
    /// <see cref="LogArithmetic.FromLogits"/>; the official code divides by max t + 1e-8 and stays just below.
    /// </remarks>
    /// <param name="targets">[L, K], at least 0.</param>
    /// <param name="images">[L, K], int64: image of each pair.</param>
    /// <param name="goals">[L, B]: 1, or the largest IoU of the image (<see cref="BestOverlap"/>).</param>
    /// <param name="arithmetic">Whose division.</param>
    /// <returns>[L, K]; the caller owns it.</returns>
    public static Tensor Lift(Tensor targets, Tensor images, Tensor goals,
        LogArithmetic arithmetic = LogArithmetic.FromLogits) => Scoped.Run(() =>
    {
        if (targets.shape[1] == 0) return targets.alias();

        var largest = BestOverlap.PerImage(targets, images, goals.shape[1]);
        if (arithmetic == LogArithmetic.OfficialEpsilons)
            return targets * (goals / (largest + OfficialEpsilon)).clamp_min(1).gather(1, images);

        var share = targets / largest.clamp_min(Smallest).gather(1, images);
        return maximum(targets, share * goals.gather(1, images));
    });
}
