using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// Which image comes when: a pure function of seed and step, so that a run resumed at step k goes on as if it had never
/// stopped.
/// </summary>
/// <remarks>
/// Each epoch is a permutation of its own. Where images are distinguished by their shape, each batch takes the next
/// images
/// of one shape, as
/// detectron2's loader does; what is left of both shapes at the end of an epoch is its last batch. The images that
/// would not fill an epoch's last batch wait for the next epoch; a set
/// smaller than a batch is repeated, permutation after permutation.
/// </remarks>
/// <param name="images">Images of the set, at least 1.</param>
/// <param name="batchSize">Images of a batch, at least 1.</param>
/// <param name="seed">Names the order.</param>
/// <param name="wide">Whether an image is wider than high, if batches are to be of one shape.</param>
public sealed class BatchOrder(int images, int batchSize, int seed, Func<int, bool>? wide = null)
{
    private sealed record Epoch(long Number, int[] Order);

    private Epoch _last = new(-1, []);      // a memory of what was worked out last; any thread may replace it whole

    /// <summary>Batches of an epoch.</summary>
    public long StepsPerEpoch => Math.Max(1, images / batchSize);

    /// <summary>The images of a step's batch: each with the epoch it belongs to and its index.</summary>
    /// <param name="step">From 0.</param>
    public (long Epoch, int Image)[] Of(long step)
    {
        var chosen = new (long, int)[batchSize];
        for (var i = 0; i < batchSize; i++)
        {
            var (epoch, place) = images >= batchSize
                ? (step / StepsPerEpoch, (int)(step % StepsPerEpoch) * batchSize + i)
                : ((step * batchSize + i) / images, (int)((step * batchSize + i) % images));
            chosen[i] = (epoch, Permutation(epoch)[place]);
        }
        return chosen;
    }

    /// <summary>The random numbers of an image in an epoch.</summary>
    public CounterRandom Random(long epoch, int image) => CounterRandom.Of(seed).Fork(1).Fork(epoch).Fork(image);

    private int[] Permutation(long epoch)
    {
        var last = _last;
        if (last.Number != epoch)
            _last = last = new(epoch, ByShape(CounterRandom.Of(seed).Fork(0).Fork(epoch).Permutation(images)));
        return last.Order;
    }

    /// <summary>
    /// The images that an epoch shows: batches of one shape, each where its last image stands in the given order, then
    /// what is left.
    /// </summary>
    private int[] ByShape(int[] order)
    {
        if (wide is null || images < batchSize) return order;
        var sorted = new List<int>(order.Length);
        var (upright, lying) = (new List<int>(batchSize), new List<int>(batchSize));
        foreach (var image in order.AsSpan(0, (int)StepsPerEpoch * batchSize))
        {
            var batch = wide(image) ? lying : upright;
            batch.Add(image);
            if (batch.Count < batchSize) continue;
            sorted.AddRange(batch);
            batch.Clear();
        }

        return [.. sorted, .. lying, .. upright];
    }
}
