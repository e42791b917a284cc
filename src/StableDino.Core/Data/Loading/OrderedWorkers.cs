using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace StableDino.Data;

/// <summary>
/// Runs a function of 0, 1, 2, … ahead on threads of its own and hands its results out in that order.
/// </summary>
/// <remarks>
/// Worker w of n makes results w, w + n, w + 2n, … into a bounded queue of its own, and the taker visits the queues in
/// turn: order
/// needs no sorting, and memory is bounded by two results a worker. An exception of a worker is thrown where its result
/// would
/// have come. When the taker stops, for whatever reason, the workers are stopped and joined, and results nobody took
/// are disposed of.
/// </remarks>
internal static class OrderedWorkers
{
    private const int Depth = 2;

    /// <summary>The results up to the first that says it is the end.</summary>
    public static IEnumerable<MadeBatch> Run(int workers, Func<long, MadeBatch> make, CancellationToken cancel) =>
        workers <= 0 ? Here(make, cancel) : InAdvance(workers, make, cancel);

    private static IEnumerable<MadeBatch> Here(Func<long, MadeBatch> make, CancellationToken cancel)
    {
        for (var k = 0L; ; k++)
        {
            cancel.ThrowIfCancellationRequested();
            var made = make(k);
            if (made.IsEnd)
                yield break;
            yield return made;
        }
    }

    private static IEnumerable<MadeBatch> InAdvance(int workers, Func<long, MadeBatch> make, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var queues = Enumerable.Range(0, workers).Select(_ => new BlockingCollection<Item>(Depth)).ToArray();
        var threads =
            queues.Select((queue, w) =>
                new Thread(() => Work(queue, w, workers, make, stop.Token)) { IsBackground = true,
                    Name = $"batches {w}" }).ToArray();
        try
        {
            foreach (var thread in threads)
                thread.Start();
            for (var k = 0L; ; k++)
            {
                var item = queues[k % workers].Take(cancel);
                item.Failure?.Throw();
                if (item.Made.IsEnd)
                    yield break;
                yield return item.Made;
            }
        }
        finally
        {
            stop.Cancel();
            foreach (var thread in threads.Where(thread => thread.ThreadState != ThreadState.Unstarted))
                thread.Join();
            foreach (var queue in queues)
            {
                while (queue.TryTake(out var left))
                    left.Made.Dispose();
                queue.Dispose();
            }
        }
    }

    private static void Work(
        BlockingCollection<Item> queue, int worker, int workers, Func<long, MadeBatch> make, CancellationToken stop)
    {
        for (long k = worker; !stop.IsCancellationRequested; k += workers)
        {
            var item = Make(make, k);
            try
            {
                queue.Add(item, stop);
            }
            catch (OperationCanceledException)
            {
                item.Made.Dispose();
                return;
            }
            if (item.Made.IsEnd || item.Failure is not null)
                return;
        }
    }

    private static Item Make(Func<long, MadeBatch> make, long k)
    {
        try
        {
            return new(make(k), null);
        }
        catch (Exception failure)      // whatever it is, the taker shall see it
        {
            return new(new(default, [], IsEnd: false), ExceptionDispatchInfo.Capture(failure));
        }
    }

    private readonly record struct Item(MadeBatch Made, ExceptionDispatchInfo? Failure);
}
