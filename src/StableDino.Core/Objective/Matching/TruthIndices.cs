using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>Where the truths of a batch lie, from their counts alone.</summary>
internal static class TruthIndices
{
    /// <summary>[N], int64: the image of each truth.</summary>
    public static Tensor ImageOf(ImmutableArray<int> counts, Device device) =>
        tensor(counts.SelectMany((count, image) => Enumerable.Repeat((long)image, count)).ToArray(), ScalarType.Int64, device);

    /// <summary>The first truth of each image.</summary>
    public static ImmutableArray<int> Starts(ImmutableArray<int> counts)
    {
        var starts = ImmutableArray.CreateBuilder<int>(counts.Length);
        var next = 0;
        foreach (var count in counts)
        {
            starts.Add(next);
            next += count;
        }

        return starts.MoveToImmutable();
    }
}
