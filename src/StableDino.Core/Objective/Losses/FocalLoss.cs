using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// Focal classification loss (Stable-DINO Eq. 1; Lin et al., ICCV 2017), summed, not yet divided by the number of
/// targets.
/// </summary>
public static class FocalLoss
{
    /// <summary>The loss of every layer over all its images, queries and classes.</summary>
    /// <remarks>
    /// <code>Σ_pos α(1−p)^γ·(−ln p) + Σ_neg (1−α)p^γ·(−ln(1−p)),  p = sigmoid(logit)</code>
    /// From logits throughout: finite, with finite gradient, for every finite logit and every γ ≥ 0. At least 0.
    /// The balance α is the official code's; the paper's formula has none.
    /// </remarks>
    /// <param name="logits">[L, B, Q, C].</param>
    /// <param name="pairs">Positive queries and their targets.</param>
    /// <param name="labels">[N], int64: class of each target.</param>
    /// <param name="alpha">Weight of positives; negatives weigh 1 − α.</param>
    /// <param name="gamma">Focusing exponent, at least 0.</param>
    /// <returns>[L]; the caller owns it.</returns>
    public static Tensor Sum(Tensor logits, MatchedPairs pairs, Tensor labels, double alpha, double gamma) =>
        Scoped.Run(() =>
        {
            var (positives, negatives) = ClassEntries.Of(logits, pairs, labels);
            return alpha * Term(-positives, gamma).sum([1L]) + (1 - alpha) * Term(negatives, gamma).sum([1L]);
        });

    /// <summary>p^γ·(−ln(1−p)), p = sigmoid(x): what a negative pays; a positive pays it at −x.</summary>
    internal static Tensor Term(Tensor x, double gamma) =>
        (-gamma * StableLogs.Softplus(-x)).exp() * StableLogs.Softplus(x);
}
