using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Reporting;

/// <summary>What a run folder holds about its run.</summary>
/// <param name="Name">For legends: the folder's name.</param>
/// <param name="Facts">Model, parameters, data: names with values, as text.</param>
/// <param name="Recipe">The recipe as it was written, or empty.</param>
/// <param name="Train">Training lines by rising step.</param>
/// <param name="Evaluations">Evaluation lines by rising step.</param>
/// <param name="Pictures">Names and contents of the pictures, by name.</param>
/// <param name="UnreadableLines">Lines of the log that were no use, such as the half line of a killed process.</param>
public sealed record RunHistory(
    string Name, ImmutableArray<(string Name, string Value)> Facts, string Recipe, ImmutableArray<TrainPoint> Train,
    ImmutableArray<EvaluationPoint> Evaluations, ImmutableArray<(string Name, ImmutableArray<byte> Content)> Pictures,
    int UnreadableLines)
{
    /// <summary>The evaluation with the highest AP; the first of equals.</summary>
    public Option<EvaluationPoint> Best =>
        Evaluations.IsEmpty ? Option<EvaluationPoint>.None : Evaluations.MaxBy(static point => point.Metrics.AP)!;
}
