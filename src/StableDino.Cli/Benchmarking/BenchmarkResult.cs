using System.Collections.Immutable;
using StableDino.Runs;

namespace StableDino.Cli.Benchmarking;

/// <summary>One measured piece of work.</summary>
/// <param name="Name">What, and in which arithmetic: <c>forward-fp32</c>.</param>
/// <param name="Seconds">Median over the repetitions.</param>
/// <param name="Fastest">The fastest repetition.</param>
/// <param name="ProcessorSeconds">Processor time of all threads; the smallest of the repetitions.</param>
/// <param name="Images">Images of one repetition.</param>
/// <param name="Gflop">
/// Multiply–adds ×2, in 10⁹: the compiled graph's count for 800×1066, in proportion to the image's area; a training
/// step counts as three
/// forwards. 0 where the graph has no count.
/// </param>
/// <param name="AchievedOverPeak">Gflop a second over the matrix product's rate in the same arithmetic, measured in the
/// same run.</param>
/// <param name="ProcessorShare">The same by processor time, which neighbours on the machine hardly change.</param>
/// <param name="PeakBytes">Most memory the process held resident meanwhile, libraries and weights included.</param>
/// <param name="Tensors">Tensors that native calls gave back to managed code in one repetition: each stands for at
/// least one call.</param>
/// <param name="Stages">Median time of each stage.</param>
public sealed record BenchmarkResult(
    string Name,
    double Seconds,
    double Fastest,
    double ProcessorSeconds,
    int Images,
    double Gflop,
    double AchievedOverPeak,
    double ProcessorShare,
    long PeakBytes,
    long Tensors,
    ImmutableArray<StageTime> Stages);
