using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>The targets of a batch, concatenated over its images in order.</summary>
/// <param name="Labels">[N], int64, contiguous class indices 0..C−1.</param>
/// <param name="Boxes">[N, 4], float, centre-x, centre-y, width, height, normalised by the size of their own image
/// without padding.</param>
/// <param name="Counts">Targets of each image; they sum to N.</param>
public sealed record Targets(Tensor Labels, Tensor Boxes, ImmutableArray<int> Counts) : IDisposable
{
    /// <summary>Targets in the batch.</summary>
    public int Total => Counts.Sum();

    /// <summary>Targets of the image that has most.</summary>
    public int Most => Counts.IsEmpty ? 0 : Counts.Max();

    /// <summary>The same targets on another device; the caller owns both.</summary>
    public Targets To(Device device) => this with { Labels = Labels.to(device), Boxes = Boxes.to(device) };

    /// <summary>The same targets without classes: all of class 0. Shares the boxes.</summary>
    public Targets WithoutClasses() => this with { Labels = zeros_like(Labels) };

    /// <summary>Each image's targets several times, the whole list after itself; the caller owns them.</summary>
    /// <param name="times">k, at least 1.</param>
    public Targets Repeated(int times)
    {
        var rows = new List<long>();
        for (int image = 0, start = 0; image < Counts.Length; start += Counts[image++])
            for (var repetition = 0; repetition < times; repetition++)
                rows.AddRange(Enumerable.Range(start, Counts[image]).Select(target => (long)target));
        using var index = tensor(rows.ToArray(), device: Labels.device);
        return new Targets(Labels.index_select(0, index), Boxes.index_select(0, index),
            [.. Counts.Select(count => count * times)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Labels.Dispose();
        Boxes.Dispose();
    }
}
