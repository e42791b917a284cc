using System.Collections.Immutable;
using System.Diagnostics;
using StableDino.Runs;
using TorchSharp;

namespace StableDino.Cli.Benchmarking;

/// <summary>One repetition of a piece of work.</summary>
/// <param name="Seconds">Wall time, less what was done for the measurement's sake.</param>
/// <param name="ProcessorSeconds">Processor time of all threads.</param>
/// <param name="Tensors">Tensors made on this thread.</param>
/// <param name="Stages">Its parts.</param>
internal sealed record Repetition(
    double Seconds, double ProcessorSeconds, long Tensors, ImmutableArray<StageTime> Stages)
{
    /// <summary>Runs <paramref name="work"/> once to warm up and then <paramref name="repeats"/> times.</summary>
    public static ImmutableArray<Repetition> Run(int repeats, StageClock clock, Action work) =>
        [.. Enumerable.Range(0, repeats + 1).Select(_ => Once(clock, work)).ToArray().Skip(1)];

    /// <summary>Median time of every stage, in the order of the first repetition.</summary>
    public static ImmutableArray<StageTime> Medians(ImmutableArray<Repetition> repetitions) =>
    [
        .. repetitions[0].Stages.Select(first => new StageTime(
            first.Stage,
            Median(
                repetitions.Select(one =>
                    one.Stages.FirstOrDefault(stage => stage.Stage == first.Stage)?.Seconds ?? 0)))),
    ];

    /// <summary>The middle value; the upper of two.</summary>
    public static double Median(IEnumerable<double> values) =>
        values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static Repetition Once(StageClock clock, Action work)
    {
        var before = Made();
        clock.Restart();
        var processor = ProcessorTime.Seconds();
        var began = Stopwatch.GetTimestamp();
        work();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new(seconds, ProcessorTime.Seconds() - processor, Made() - before, clock.Take());
    }

    private static long Made() =>
        DisposeScopeManager.Statistics is var made ? made.CreatedInScopeCount + made.CreatedOutsideScopeCount : 0;
}
