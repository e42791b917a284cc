using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>Positive queries with their targets, as index tensors: K pairs in each of L layers.</summary>
/// <param name="Slots">[L, K], int64: image · Q + query, an index into the B·Q queries of a layer.</param>
/// <param name="Targets">[L, K], int64: index into the batch's targets.</param>
public sealed record MatchedPairs(Tensor Slots, Tensor Targets) : IDisposable
{
    /// <summary>Pairs of a layer.</summary>
    public long Count => Slots.shape[1];

    /// <inheritdoc/>
    public void Dispose()
    {
        Slots.Dispose();
        Targets.Dispose();
    }
}
