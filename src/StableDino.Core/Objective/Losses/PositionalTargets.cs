using StableDino.Configuration;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// f1 (Eq. 3, Table 7): from how well a matched box lies to what its class probability is supervised with.
/// </summary>
public static class PositionalTargets
{
    /// <summary>f1(s), or pᵃ·sᵇ where the score is mixed in. Monotone in s, f1(0) = 0, f1(1) = 1.</summary>
    /// <param name="target">Which f1.</param>
    /// <param name="overlap">s: IoU of the matched pairs, in [0, 1].</param>
    /// <param name="probability">p of the matched class, same shape; read by <see cref="PositionalTarget.ScoreMixed"/>
    /// alone.</param>
    /// <returns>Same shape, in [0, 1], differentiable; the caller owns it.</returns>
    public static Tensor Of(PositionalTarget target, Tensor overlap, Tensor probability) =>
        Scoped.Run(() => target switch
        {
            PositionalTarget.Power power => overlap.pow(power.Exponent),
            PositionalTarget.Exponential => overlap.expm1() / (Math.E - 1),
            PositionalTarget.Sine => (overlap * (Math.PI / 2)).sin(),
            PositionalTarget.ScoreMixed mixed =>
                probability.pow(mixed.ScoreExponent) * overlap.pow(mixed.OverlapExponent),
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, "unknown target"),
        });
}
