using StableDino.Numerics;
using static TorchSharp.torch;

namespace StableDino.Layers;

/// <summary>Stochastic depth (Huang et al., ECCV 2016): in training, a residual branch is left out for some images of the batch.</summary>
internal static class StochasticDepth
{
    /// <summary><paramref name="identity"/> plus the branch; in training, the branch with probability 1 − p, scaled by its inverse.</summary>
    /// <param name="identity">[B, …].</param>
    /// <param name="branch">The same shape.</param>
    /// <param name="probability">p in [0, 1) of leaving the branch out, drawn per image from torch's generator.</param>
    /// <param name="training">Whether to draw at all.</param>
    public static Tensor Add(Tensor identity, Tensor branch, double probability, bool training) => Scoped.Run(() =>
    {
        if (!training || probability <= 0) return identity + branch;
        long[] perImage = [identity.shape[0], .. Enumerable.Repeat(1L, identity.shape.Length - 1)];
        var kept = rand(perImage, dtype: branch.dtype, device: branch.device).ge(probability).to_type(branch.dtype);
        return identity + branch * (kept / (1 - probability));
    });
}
