using System.Collections.Immutable;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// Stochastic depth (Huang et al., ECCV 2016): in training, a residual branch is left out for some images of the batch.
/// </summary>
internal static class StochasticDepth
{
    /// <summary>
    /// The probabilities of one stage's blocks: they grow evenly from 0 at the network's first block to the largest at
    /// its last.
    /// </summary>
    /// <param name="largest">In [0, 1).</param>
    /// <param name="depths">Blocks of each stage.</param>
    /// <param name="stage">Index into <paramref name="depths"/>.</param>
    public static ImmutableArray<double> Probabilities(float largest, int[] depths, int stage) =>
        [.. Enumerable.Range(depths.Take(stage).Sum(), depths[stage])
            .Select(i => largest * (double)i / Math.Max(1, depths.Sum() - 1))];

    /// <summary>
    /// <paramref name="identity"/> plus the branch; in training, the branch with probability 1 − p, scaled by its
    /// inverse.
    /// </summary>
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
