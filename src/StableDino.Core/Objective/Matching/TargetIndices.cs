using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>Where the targets of a batch lie, from their counts alone.</summary>
internal static class TargetIndices
{
    /// <summary>[N], int64: the image of each target.</summary>
    public static Tensor ImageOf(ImmutableArray<int> counts, Device device) =>
        tensor(counts.SelectMany((count, image) => Enumerable.Repeat((long)image, count)).ToArray(),
            ScalarType.Int64, device);

    /// <summary>The first target of each image.</summary>
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
