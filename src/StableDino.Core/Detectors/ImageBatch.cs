using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Detectors;

/// <summary>Normalised images, padded at right and bottom with zeros to one size.</summary>
/// <param name="Pixels">[B, 3, H, W], float, RGB.</param>
/// <param name="Padding">[B, H, W], bool; true marks padding.</param>
/// <param name="Sizes">Size of each image without its padding.</param>
public sealed record ImageBatch(Tensor Pixels, Tensor Padding, ImmutableArray<ImageSize> Sizes) : IDisposable
{
    /// <summary>Number of images B.</summary>
    public int Count => Sizes.Length;

    /// <summary>The same batch on another device; the caller owns both.</summary>
    public ImageBatch To(Device device) => this with { Pixels = Pixels.to(device), Padding = Padding.to(device) };

    /// <inheritdoc/>
    public void Dispose()
    {
        Pixels.Dispose();
        Padding.Dispose();
    }
}
