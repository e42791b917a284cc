using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>The matching of a batch, layer by layer. Plain numbers: compare it, print it, keep it.</summary>
/// <param name="Layers">For each layer, for each image, the query of every target.</param>
public sealed record Assignments(ImmutableArray<ImmutableArray<ImageAssignment>> Layers)
{
    /// <summary>Matched pairs of a layer; the same for all layers.</summary>
    public int Count => Layers.IsEmpty ? 0 : Layers[0].Sum(image => image.Count);

    /// <summary>The pairs as index tensors for the losses, in one copy to the device.</summary>
    /// <param name="counts">Targets of each image, as in the targets.</param>
    /// <param name="queries">Queries per image Q.</param>
    /// <param name="device">Where the predictions are.</param>
    /// <returns>[L, K] each, by image, then target; the caller owns them.</returns>
    public MatchedPairs ToPairs(ImmutableArray<int> counts, long queries, Device device)
    {
        var (starts, size, next) = (TargetIndices.Starts(counts), Layers.Length * Count, 0);
        var indices = new long[2 * size];
        foreach (var layer in Layers)
            for (var image = 0; image < layer.Length; image++)
                for (var target = 0; target < layer[image].QueryOfTarget.Length; target++)
                {
                    var query = layer[image].QueryOfTarget[target];
                    if (query < 0) continue;
                    indices[next] = image * queries + query;
                    indices[size + next++] = starts[image] + target;
                }

        using var both = tensor(indices, [2, Layers.Length, Count], ScalarType.Int64, device);
        var parts = both.unbind(0);
        return new(parts[0], parts[1]);
    }

    /// <summary>By content.</summary>
    public bool Equals(Assignments? other) => other is not null && Layers.Length == other.Layers.Length
        && Layers.Zip(other.Layers, (a, b) => a.AsSpan().SequenceEqual(b.AsSpan())).All(same => same);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Layers.Aggregate(0, (hash, layer) => HashCode.Combine(hash, layer.Length, layer.FirstOrDefault()));
}
