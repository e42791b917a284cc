using StableDino.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>Points drawn in the order they are asked for.</summary>
/// <param name="config">How many.</param>
/// <param name="generator">Where randomness comes from; on the CPU, so that a seed means the same everywhere.</param>
/// <param name="device">Where the points go.</param>
public sealed class SeededMaskDraws(MaskPointConfig config, Generator generator, Device device) : IMaskDraws
{
    /// <inheritdoc/>
    public Tensor Matching(int branch, int layer, int images) =>
        rand([images, config.Points, 2], device: CPU, generator: generator).to(device);

    /// <inheritdoc/>
    public MaskPointDraws Losses(int branch, int layer, long masks) =>
        MaskPointDraws.From(config, masks, generator, device);
}
