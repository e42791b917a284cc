using StableDino.Evaluation;

namespace StableDino.Runs;

/// <summary>What a run reports to those who watch it.</summary>
public abstract record TrainingEvent
{
    private TrainingEvent() { }

    /// <summary>The run is about to take its first step.</summary>
    /// <param name="FirstStep">Steps taken before: 0, or where it resumes.</param>
    /// <param name="Steps">Steps of the whole run.</param>
    /// <param name="StepsPerEpoch">Optimizer steps of one pass over the data.</param>
    public sealed record Began(long FirstStep, long Steps, double StepsPerEpoch) : TrainingEvent;

    /// <summary>A step is done.</summary>
    /// <param name="Step">The step and its times.</param>
    /// <param name="Epoch">Passes over the data so far.</param>
    public sealed record Stepped(LoopStep Step, double Epoch) : TrainingEvent;

    /// <summary>The validation split was evaluated.</summary>
    /// <param name="Step">Steps taken.</param>
    /// <param name="Result">The metrics of boxes.</param>
    /// <param name="IsBest">Whether the AP is the highest so far.</param>
    /// <param name="Seconds">Time it took.</param>
    /// <param name="Masks">The metrics of masks, where the detector predicts them and the targets have them; the best
    /// is then judged by these.</param>
    public sealed record Evaluated(
        long Step, EvaluationResult Result, bool IsBest, double Seconds,
        LanguageExt.Option<EvaluationResult> Masks = default) : TrainingEvent;

    /// <summary>A snapshot lies on the disk.</summary>
    /// <param name="Step">Steps taken.</param>
    /// <param name="File">The file.</param>
    public sealed record Saved(long Step, string File) : TrainingEvent;

    /// <summary>Something that does not stop the run.</summary>
    /// <param name="Message">What it is.</param>
    public sealed record Warned(string Message) : TrainingEvent;
}
