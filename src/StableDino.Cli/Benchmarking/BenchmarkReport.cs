using System.Collections.Immutable;

namespace StableDino.Cli.Benchmarking;

/// <summary>The results of one run, beside what the machine could do in that run.</summary>
/// <param name="Model">The detector's name.</param>
/// <param name="Processor">Processor or device.</param>
/// <param name="Threads">Threads libtorch may use.</param>
/// <param name="MatmulLibrary">What multiplies fp32 matrices.</param>
/// <param name="Rates">Best rates seen between the results.</param>
/// <param name="Results">In the order they were measured.</param>
public sealed record BenchmarkReport(
    string Model, string Processor, int Threads, string MatmulLibrary, MachineRates Rates,
    ImmutableArray<BenchmarkResult> Results);
