using static TorchSharp.torch;

namespace StableDino.Matching;

/// <summary>Positive queries with their truths, as index tensors: K pairs in each of L layers.</summary>
/// <param name="Images">[L, K], int64: image in the batch.</param>
/// <param name="Queries">[L, K], int64: query within the image.</param>
/// <param name="Truths">[L, K], int64: truth in the concatenation over the batch.</param>
public sealed record MatchedPairs(Tensor Images, Tensor Queries, Tensor Truths) : IDisposable
{
    /// <summary>From images, queries, truths one behind the other, layer by layer.</summary>
    internal static MatchedPairs Of(long[] indices, int layers, int pairs, Device device)
    {
        using var all = tensor(indices, [3, layers, pairs], ScalarType.Int64, device);
        var parts = all.unbind(0);
        return new(parts[0], parts[1], parts[2]);
    }

    /// <summary>The same pairs in each of <paramref name="layers"/> layers; the caller owns both.</summary>
    public MatchedPairs Repeat(long layers) =>
        new(Images.expand(layers, -1), Queries.expand(layers, -1), Truths.expand(layers, -1));

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Queries.Dispose();
        Truths.Dispose();
    }
}
