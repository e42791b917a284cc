using System.Collections.Immutable;

namespace StableDino.Reporting;

/// <summary>A logged training step. Numbers that the line lacks are NaN.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Epoch">Passes over the data.</param>
/// <param name="Loss">Total loss.</param>
/// <param name="LearningRate">Base rate.</param>
/// <param name="Seconds">Time of the step.</param>
/// <param name="ImagesPerSecond">Throughput since the last line.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Terms">Terms of the loss, in the file's order.</param>
/// <param name="Unstable">Percent of ground-truth objects that changed their query, per decoder layer.</param>
public sealed record TrainPoint(
    double Step, double Epoch, double Loss, double LearningRate, double Seconds, double ImagesPerSecond,
    double GradientNorm,
    ImmutableArray<(string Name, double Value)> Terms, ImmutableArray<double> Unstable);
