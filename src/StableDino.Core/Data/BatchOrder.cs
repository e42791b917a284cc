using StableDino.Numerics;

namespace StableDino.Data;

/// <summary>Which image comes when: a pure function of seed and step, so that a run resumed at step k goes on as if it had never stopped.</summary>
/// <remarks>
/// Each epoch is a permutation of its own. The images that would not fill an epoch's last batch wait for the next epoch; a set
/// smaller than a batch is repeated, permutation after permutation.
/// </remarks>
/// <param name="images">Images of the set, at least 1.</param>
/// <param name="batchSize">Images of a batch, at least 1.</param>
/// <param name="seed">Names the order.</param>
public sealed class BatchOrder(int images, int batchSize, int seed)
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
            _last = last = new(epoch, CounterRandom.Of(seed).Fork(0).Fork(epoch).Permutation(images));
        return last.Order;
    }
}
