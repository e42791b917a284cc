using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>The inverse of the sigmoid.</summary>
public static class Logit
{
    /// <summary>
    /// Distance from 0 and 1 below which a coordinate is treated as that far from them, as detrex has it.
    /// </summary>
    public const double ReferenceEpsilon = 1e-3;

    /// <summary>log(max(x, ε) / max(1 − x, ε)), x first clamped to [0, 1].</summary>
    /// <param name="probability">Any shape; values in [0, 1].</param>
    /// <param name="epsilon">Bounds the result to ±log(1/ε − …): 6.9 for 1e-3.</param>
    /// <returns>Same shape; the caller owns it.</returns>
    public static Tensor Of(Tensor probability, double epsilon = ReferenceEpsilon) => Scoped.Run(() =>
    {
        var x = probability.clamp(0, 1);
        return (x.clamp_min(epsilon) / (1 - x).clamp_min(epsilon)).log();
    });
}
