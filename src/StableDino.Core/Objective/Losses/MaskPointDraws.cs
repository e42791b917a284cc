using StableDino.Configuration;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// The random points of one mask loss; x then y, from 0 at the left and upper edge to 1 at the right and lower one.
/// </summary>
/// <param name="Candidates">[K, candidates, 2]: the most uncertain of them are kept.</param>
/// <param name="Uniform">[K, uniform, 2]: all of them are kept.</param>
public sealed record MaskPointDraws(Tensor Candidates, Tensor Uniform)
{
    /// <summary>Draws for K masks, candidates first.</summary>
    /// <param name="config">How many.</param>
    /// <param name="masks">K.</param>
    /// <param name="generator">Where randomness comes from; on the CPU, so that a seed means the same
    /// everywhere.</param>
    /// <param name="device">Where the points go.</param>
    public static MaskPointDraws From(MaskPointConfig config, long masks, Generator generator, Device device) => new(
        rand([masks, config.Candidates, 2], device: CPU, generator: generator).to(device),
        rand([masks, config.Uniform, 2], device: CPU, generator: generator).to(device));
}
