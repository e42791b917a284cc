using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>Precision over recall of one class: every size, the largest detection limit.</summary>
/// <param name="CategoryId">Its id; −1 when categories were ignored.</param>
/// <param name="Name">Its name.</param>
/// <param name="AtIoU">Curves at IoU 0.5 and 0.75, those of them that were evaluated, or at the first threshold if
/// neither was;
/// none for a class without objects. One value a recall threshold: the interpolated precision and the score at which
/// the recall is reached,
/// both 0 where it is not.</param>
/// <param name="Mean">Precision averaged over all IoU thresholds; empty for a class without objects.</param>
/// <param name="Best">The score that gives the highest F1 at the first of the curves, among the recall thresholds; none
/// for a class without hits.</param>
public sealed record ClassCurves(
    long CategoryId, string Name,
    ImmutableArray<(double IoU, ImmutableArray<double> Precision, ImmutableArray<double> Score)> AtIoU,
    ImmutableArray<double> Mean, Option<OperatingPoint> Best)
{
    /// <summary>The curves of every class, in the result's order.</summary>
    public static ImmutableArray<ClassCurves> Of(EvaluationResult result)
    {
        var parameters = result.Parameters;
        var thresholds = Enumerable.Range(0, parameters.IoUThresholds.Length).ToArray();
        int[] shown = [.. thresholds.Where(t => parameters.IoUThresholds[t] is 0.5 or 0.75)];
        if (shown.Length == 0) shown = [.. thresholds.Take(1)];
        var area = Math.Max(0, parameters.AreaRanges.Select(static range => range.Name).ToList().IndexOf("all"));
        var limit = parameters.MaxDetections.Length - 1;
        return [.. result.PerClass.Select((one, k) => Of(result, one, k, area, limit, shown))];
    }

    private static ClassCurves Of(EvaluationResult result, ClassMetrics one, int k, int area, int limit, int[] shown)
    {
        var (recalls, all) = (result.Parameters.RecallThresholds, result.Parameters.IoUThresholds.Length);
        var curves = Enumerable.Range(0, all).Select(t => result.PrecisionCurve(t, k, area, limit)).ToArray();
        if (all == 0 || recalls.IsEmpty || curves[0][0] < 0) return new(one.CategoryId, one.Name, [], [], default);
        var at =
            shown.Select(t => (result.Parameters.IoUThresholds[t], curves[t], result.ScoreCurve(t, k, area, limit)))
                .ToImmutableArray();
        var best = recalls.Select((recall, r) => new OperatingPoint(at[0].Item3[r], at[0].Item2[r], recall))
            .MaxBy(static point => point.F1);
        return new(
            one.CategoryId, one.Name, at,
            [.. Enumerable.Range(0, recalls.Length).Select(r => curves.Average(curve => curve[r]))],
            best is { F1: > 0 } ? best : Option<OperatingPoint>.None);
    }
}
