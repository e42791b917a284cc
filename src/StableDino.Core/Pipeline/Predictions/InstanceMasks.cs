using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>The true masks of a batch, in the order of its <see cref="Targets"/>.</summary>
/// <param name="Values">[N, H, W], bool, over the padded images; padding is outside every mask.</param>
public sealed record InstanceMasks(Tensor Values) : IDisposable
{
    /// <summary>The same masks on another device; the caller owns both.</summary>
    public InstanceMasks To(Device device) => new(Values.to(device));

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
