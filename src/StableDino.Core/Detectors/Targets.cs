using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Detectors;

/// <summary>The truths of a batch, concatenated over its images in order.</summary>
/// <param name="Labels">[N], int64, contiguous class indices 0..C−1.</param>
/// <param name="Boxes">[N, 4], float, centre-x, centre-y, width, height, normalised by the size of their own image without padding.</param>
/// <param name="Counts">Truths of each image; they sum to N.</param>
public sealed record Targets(Tensor Labels, Tensor Boxes, ImmutableArray<int> Counts) : IDisposable
{
    /// <summary>Truths in the batch.</summary>
    public int Total => Counts.Sum();

    /// <summary>Truths of the image that has most.</summary>
    public int Most => Counts.IsEmpty ? 0 : Counts.Max();

    /// <summary>The same truths on another device; the caller owns both.</summary>
    public Targets To(Device device) => this with { Labels = Labels.to(device), Boxes = Boxes.to(device) };

    /// <inheritdoc/>
    public void Dispose()
    {
        Labels.Dispose();
        Boxes.Dispose();
    }
}
