using System.Collections.Immutable;
using LanguageExt;
using StableDino.Evaluation;

namespace StableDino.Runs;

/// <summary>What a run came to.</summary>
/// <param name="Result">Evaluation of the final weights; none when the run was stopped before.</param>
/// <param name="Steps">Steps taken, those before a resumption included.</param>
/// <param name="Seconds">Time of this process's part, evaluation included.</param>
/// <param name="ImagesPerSecond">Training images over training time of this process's part; 0 when it took no
/// step.</param>
/// <param name="WaitingShare">Part of the training time that was spent waiting for data, 0 to 1.</param>
/// <param name="Stages">Mean time of each stage of a step; empty unless it was measured.</param>
/// <param name="Finished">False when the run was stopped on request.</param>
public sealed record TrainingSummary(
    Option<EvaluationResult> Result, long Steps, double Seconds, double ImagesPerSecond, double WaitingShare,
    ImmutableArray<StageTime> Stages, bool Finished);
