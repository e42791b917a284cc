using System.Collections.Immutable;

namespace StableDino.Cli.Benchmarking;

/// <summary>One result now and before.</summary>
/// <param name="Name">The result's name.</param>
/// <param name="SecondsBefore">Median then.</param>
/// <param name="SecondsNow">Median now.</param>
/// <param name="Slowdown">
/// Share of the matrix product's rate, by processor time, then over that now: 1.1 means a tenth slower on a machine as
/// fast and as busy as
/// then. Where a share is missing, the ratio of the times.
/// </param>
public sealed record BenchmarkComparison(string Name, double SecondsBefore, double SecondsNow, double Slowdown)
{
    /// <summary>Every result that both runs have, in the new run's order.</summary>
    /// <param name="now">The new run.</param>
    /// <param name="before">From <see cref="BenchmarkJson.Read"/>.</param>
    public static ImmutableArray<BenchmarkComparison> Of(
        BenchmarkReport now, IReadOnlyDictionary<string, (double Seconds, double ProcessorShare)> before) =>
    [
        .. from result in now.Results
           where before.ContainsKey(result.Name)
           let old = before[result.Name]
           select new BenchmarkComparison(
               result.Name, old.Seconds, result.Seconds,
               old.ProcessorShare > 0 && result.ProcessorShare > 0
                   ? old.ProcessorShare / result.ProcessorShare
                   : result.Seconds / old.Seconds),
    ];
}
