using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>What it costs to pair a predicted mask with a true one, judged at the same points of both.</summary>
/// <remarks>
/// Source: Mask2Former (arXiv:2112.01527), section 3.3; weights 5 and 5 in MaskDINO. Not differentiable. Add them,
/// weighted, to <see cref="MatchingCost"/>.
/// </remarks>
public static class MaskCost
{
    /// <summary>Binary cross-entropy, mean over points.</summary>
    /// <param name="logits">[Q, P]: every prediction at the points.</param>
    /// <param name="target">[N, P]: every target of the image at the same points, in [0, 1].</param>
    /// <returns>[N, Q], at least 0; the caller owns it.</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor target) => Scoped.Run(() =>
    {
        using var quiet = no_grad();
        return (target.matmul(StableLogs.Softplus(-logits).t()) + (1 - target).matmul(StableLogs.Softplus(logits).t()))
            / logits.shape[1];
    });

    /// <summary>Dice distance, smoothed by 1.</summary>
    /// <param name="logits">[Q, P].</param>
    /// <param name="target">[N, P].</param>
    /// <returns>[N, Q], in [0, 1); the caller owns it.</returns>
    public static Tensor Dice(Tensor logits, Tensor target) => Scoped.Run(() =>
    {
        using var quiet = no_grad();
        var p = logits.sigmoid();
        return 1 - (2 * target.matmul(p.t()) + 1) / (p.sum([1L]).unsqueeze(0) + target.sum([1L]).unsqueeze(1) + 1);
    });
}
