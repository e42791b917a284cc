using System.Collections.Immutable;
using System.Globalization;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Reporting;

/// <summary>Precision over recall of an evaluation.</summary>
public static class PrecisionRecallPlot
{
    /// <summary>
    /// One curve for each of some IoU thresholds, averaged over the classes that have ground-truth objects;
    /// every size, the largest limit.
    /// </summary>
    /// <param name="result">The evaluation.</param>
    public static CurvePlot Of(EvaluationResult result) => new(
        "Precision over recall, mean of classes", "recall", "precision",
        [.. Enumerable.Range(0, result.Parameters.IoUThresholds.Length).Where(static (_, i) => i % 2 == 0)
            .Select((threshold, color) => new Curve(
                string.Create(CultureInfo.InvariantCulture, $"IoU {result.Parameters.IoUThresholds[threshold]:0.##}"),
                Points(result, threshold), color))], FromZero: true);

    private static ImmutableArray<(double, double)> Points(EvaluationResult result, int threshold)
    {
        var curves = Enumerable.Range(0, result.CategoryIds.Length)
            .Select(k => result.PrecisionCurve(threshold, k, 0, result.Parameters.MaxDetections.Length - 1))
            .Where(static curve => curve.Length > 0 && curve[0] >= 0).ToArray();
        return curves.Length == 0
            ? []
            : [.. result.Parameters.RecallThresholds.Select((recall, r) =>
                (recall, curves.Average(curve => curve[r])))];
    }
}
