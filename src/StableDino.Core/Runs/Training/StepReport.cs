using System.Collections.Immutable;

namespace StableDino.Runs;

/// <summary>What one optimizer step did; numbers on the host.</summary>
/// <param name="Step">Steps taken, this one included.</param>
/// <param name="Loss">Sum of the terms.</param>
/// <param name="GradientNorm">2-norm of all gradients before clipping.</param>
/// <param name="LearningRate">Base rate.</param>
/// <param name="Images">Images seen.</param>
/// <param name="Terms">Weighted terms by official name; empty unless the step is logged.</param>
/// <param name="Unstable">Unstable score per decoder layer, percent; empty unless the step is logged.</param>
public sealed record StepReport(
    long Step,
    double Loss,
    double GradientNorm,
    double LearningRate,
    int Images,
    ImmutableArray<(string Name, double Value)> Terms,
    ImmutableArray<double> Unstable);
