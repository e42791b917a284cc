using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>Mask losses at points, summed over masks, not yet divided by the number of targets.</summary>
/// <remarks>
/// Source: Mask2Former (Cheng et al., CVPR 2022, arXiv:2112.01527), section 3.3, and MaskDINO (arXiv:2206.02777).
/// </remarks>
public static class MaskPointLoss
{
    /// <summary>Binary cross-entropy, mean over points.</summary>
    /// <remarks>
    /// <code>Σ_k mean_p ( −t ln σ(x) − (1 − t) ln(1 − σ(x)) )</code> At least 0; finite, with finite gradient, for
    /// every finite logit.
    /// </remarks>
    /// <param name="logits">[…, K, P], x at the points.</param>
    /// <param name="target">[…, K, P], t in [0, 1] at the same points.</param>
    /// <returns>[…]; the caller owns it.</returns>
    public static Tensor CrossEntropySum(Tensor logits, Tensor target) => Scoped.Run(() =>
        (StableLogs.Softplus(logits) - logits * target).mean([-1L]).sum([-1L]));

    /// <summary>Dice loss, smoothed by 1.</summary>
    /// <remarks><code>Σ_k 1 − (2 Σ_p σ(x) t + 1) / (Σ_p σ(x) + Σ_p t + 1)</code> Each term in [0, 1).</remarks>
    /// <param name="logits">[…, K, P], x at the points.</param>
    /// <param name="target">[…, K, P], t in [0, 1] at the same points.</param>
    /// <returns>[…]; the caller owns it.</returns>
    public static Tensor DiceSum(Tensor logits, Tensor target) => Scoped.Run(() =>
    {
        var p = logits.sigmoid();
        return (1 - (2 * (p * target).sum([-1L]) + 1) / (p.sum([-1L]) + target.sum([-1L]) + 1)).sum([-1L]);
    });
}
