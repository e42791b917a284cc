using System.Collections.Immutable;
using System.Globalization;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Reporting;

/// <summary>The pictures of an analysed evaluation, by file name without ending.</summary>
public static class AnalysisFigures
{
    private static readonly DetectionOutcome[] Wrong =
        [DetectionOutcome.Classification, DetectionOutcome.Localisation, DetectionOutcome.Both,
            DetectionOutcome.Duplicate, DetectionOutcome.Background];

    /// <summary>In reading order.</summary>
    public static ImmutableArray<(string Name, Figure Figure)> Of(EvaluationAnalysis analysis) =>
    [
        ("precision-recall", PrecisionRecallPlot.Of(analysis.Result).ToFigure()),
        ("precision-recall-classes", ClassCurvesPlot.Of(analysis.Curves)),
        ("classes", ClassPrecisionPlot.Of(analysis.Result.PerClass)),
        ("sizes", Sizes(analysis.Result).ToFigure()),
        ("confusion", ConfusionPlot.Of(analysis.Confusion, analysis.Config)),
        ("errors", Errors(analysis).ToFigure(640)),
        ("error-gains", Gains(analysis).ToFigure(640)),
    ];

    private static BarPlot Sizes(EvaluationResult result) => new(
        "By size of object", "", "%", [.. result.PerSize.Select(static one => one.Range.Name)],
        [
            ("AP", Percent(result.PerSize.Select(static one => one.AP))),
            ("AP50", Percent(result.PerSize.Select(static one => one.AP50))),
            ("AP75", Percent(result.PerSize.Select(static one => one.AP75))),
            ("AR", Percent(result.PerSize.Select(static one => one.AR))),
        ]);

    private static BarPlot Errors(EvaluationAnalysis analysis) => new(
        string.Create(CultureInfo.InvariantCulture,
            $"Detections from score {analysis.Config.LowestScore:0.##}, at IoU {analysis.Config.IoU:0.##}: "
            + $"{analysis.Errors[DetectionOutcome.Correct]} correct, {analysis.Errors.Targets} ground-truth "
            + $"objects"),
        "", "count", [.. Names],
        [("", [.. Wrong.Select(outcome => (double)analysis.Errors[outcome]), analysis.Errors.Missed])]);

    private static BarPlot Gains(EvaluationAnalysis analysis) => new(
        string.Create(CultureInfo.InvariantCulture,
            $"What AP at IoU {analysis.Config.IoU:0.##} would gain without each error; now "
            + $"{TextTable.Percent(analysis.Gains.AP)} %"),
        "", "points of AP", [.. Names],
        [("", [.. analysis.Gains.Named.Select(static gain => 100 * Math.Max(0, gain.Value))])]);

    private static IEnumerable<string> Names =>
        [.. Wrong.Select(static outcome => outcome.ToString().ToLowerInvariant()), "missed"];

    private static ImmutableArray<double> Percent(IEnumerable<double> fractions) =>
        [.. fractions.Select(static fraction => fraction < 0 ? double.NaN : 100 * fraction)];
}
