using System.Collections.Immutable;

namespace StableDino.Runs;

/// <summary>Images and times of the steps that one process took.</summary>
internal sealed class RunTotals
{
    private readonly OrderedDictionary<string, double> stages = [];
    private double stepping, waiting;
    private long images, steps;

    /// <summary>Training images over training time; 0 before the first step.</summary>
    public double ImagesPerSecond => stepping + waiting > 0 ? images / (stepping + waiting) : 0;

    /// <summary>Part of that time spent waiting for data.</summary>
    public double WaitingShare => stepping + waiting > 0 ? waiting / (stepping + waiting) : 0;

    /// <summary>Mean seconds of each measured stage.</summary>
    public ImmutableArray<StageTime> Stages => [.. stages.Select(pair => new StageTime(pair.Key, pair.Value / steps))];

    public void Add(LoopStep step)
    {
        (images, steps) = (images + step.Report.Images, steps + 1);
        (stepping, waiting) = (stepping + step.StepSeconds, waiting + step.DataSeconds);
        foreach (var (stage, seconds) in step.Stages) stages[stage] = stages.GetValueOrDefault(stage) + seconds;
    }
}
