using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// How much of a true mask a predicted one covers, judged at the same points of both: s and s′ of stable matching on
/// masks.
/// </summary>
public static class MaskOverlap
{
    private const double Least = 1e-6;         // of a union: masks that no point sees do not overlap

    /// <summary>IoU of every prediction with every target.</summary>
    /// <remarks>
    /// <code>IoU = Σ min(p, t) / Σ max(p, t) = Σ p·t / (Σ p + Σ t − Σ p·t), p = σ(x), t = 1 where a target is at least
    /// ½, else 0</code>
    /// Sums over points; uniform points estimate areas. Range [0, 1]; 1 exactly for p = t; the IoU of sets where p is 0
    /// or 1; 0 where a
    /// target has no point. Probabilities are not cut at ½: an untrained mask, nowhere inside, would have nothing to be
    /// lifted by.
    /// Not differentiable. Source: ours, docs/decisions/0080-stable-masks.md.
    /// </remarks>
    /// <param name="logits">[Q, P]: every prediction at the points.</param>
    /// <param name="target">[N, P]: every target of the image at the same points, in [0, 1].</param>
    /// <returns>[N, Q]; the caller owns it.</returns>
    public static Tensor Iou(Tensor logits, Tensor target) => Scoped.Run(() =>
    {
        using var quiet = no_grad();
        var (p, t) = (logits.sigmoid(), target.ge(0.5).to(logits.dtype));
        var shared = t.matmul(p.t());
        var union = p.sum([1L]).unsqueeze(0) + t.sum([1L]).unsqueeze(1) - shared;
        return (shared / union.clamp_min(Least)).clamp(0, 1);
    });
}
