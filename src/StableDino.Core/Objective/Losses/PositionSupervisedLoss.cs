using StableDino.Configuration;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// Position-supervised classification loss (Stable-DINO Eq. 3), summed, not yet divided by the number of targets: a
/// positive is pulled
/// towards how well its box lies, not towards 1.
/// </summary>
public static class PositionSupervisedLoss
{
    /// <summary>Inside the official code's ln(1 − p + ε).</summary>
    public const double LogEpsilon = 1e-8;

    /// <summary>The loss of every layer over all its images, queries and classes.</summary>
    /// <remarks>
    /// <code>Σ_pos α|t−p|^γ·BCE(p, t) + Σ_neg (1−α)p^γ·BCE(p, 0),  BCE(p, t) = −t·ln p − (1−t)·ln(1−p)</code>
    /// The paper's formula has no α. <see cref="LogArithmetic.FromLogits"/>: finite, with finite gradient for γ ≥ 1, at
    /// every finite
    /// logit. <see cref="LogArithmetic.OfficialEpsilons"/>: ln p bare, ln(1 − p + 1e-8), a signed (t − p)^γ: infinite
    /// or NaN at p = 0.
    /// </remarks>
    /// <param name="logits">[L, B, Q, C].</param>
    /// <param name="pairs">Positive queries and their targets.</param>
    /// <param name="labels">[N], int64: class of each target.</param>
    /// <param name="goals">[L, K], in [0, 1]: t of each pair; a constant, no gradient passes.</param>
    /// <param name="alpha">Weight of positives; negatives weigh 1 − α.</param>
    /// <param name="gamma">Focusing exponent.</param>
    /// <param name="arithmetic">How logarithms are taken.</param>
    /// <returns>[L]; the caller owns it.</returns>
    public static Tensor Sum(
        Tensor logits, MatchedPairs pairs, Tensor labels, Tensor goals, double alpha, double gamma,
        LogArithmetic arithmetic = LogArithmetic.FromLogits) => Scoped.Run(() =>
    {
        var (positives, negatives) = ClassEntries.Of(logits, pairs, labels);
        var t = goals.detach().to(positives.dtype);
        var (pulled, pushed) = arithmetic == LogArithmetic.FromLogits
            ? (Pull(positives, t, gamma), FocalLoss.Term(negatives, gamma))
            : (OfficialPull(positives.sigmoid(), t, gamma), OfficialPush(negatives.sigmoid(), gamma));
        return alpha * pulled.sum([1L]) + (1 - alpha) * pushed.sum([1L]);
    });

    private static Tensor Pull(Tensor x, Tensor t, double gamma)
    {
        var p = x.sigmoid();
        return maximum(t - p, p - t).pow(gamma) * (t * StableLogs.Softplus(-x) + (1 - t) * StableLogs.Softplus(x));
    }

    private static Tensor OfficialPull(Tensor p, Tensor t, double gamma) =>
        (t - p).pow(gamma) * -(t * p.log() + (1 - t) * (1 - p + LogEpsilon).log());

    private static Tensor OfficialPush(Tensor p, double gamma) => p.pow(gamma) * -(1 - p + LogEpsilon).log();
}
