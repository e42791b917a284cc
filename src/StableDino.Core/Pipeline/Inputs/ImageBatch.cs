using System.Collections.Immutable;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

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

    /// <summary>
    /// The same images with more padding at right and bottom, so that both sides are multiples of a number; the caller
    /// owns both.
    /// </summary>
    /// <param name="multiple">At least 1.</param>
    public ImageBatch PaddedTo(int multiple)
    {
        var (right, bottom) = (More(Pixels.shape[3]), More(Pixels.shape[2]));
        return this with { Pixels = nn.functional.pad(Pixels, [0, right, 0, bottom]),
            Padding = nn.functional.pad(Padding, [0, right, 0, bottom], value: 1) };

        long More(long side) => (multiple - side % multiple) % multiple;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pixels.Dispose();
        Padding.Dispose();
    }
}
