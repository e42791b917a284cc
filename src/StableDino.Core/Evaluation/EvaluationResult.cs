using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>Everything COCO's evaluation finds about a set of detections.</summary>
/// <remarks>
/// The arrays hold IoU thresholds T, recalls R, categories K, area ranges A and detection limits M, last index fastest.
/// In them
/// −1 means that there was nothing to be found, 0 that the recall was not reached.
/// </remarks>
/// <param name="Parameters">What was asked, limits in ascending order.</param>
/// <param name="CategoryIds">The K axis; −1 alone when categories were ignored.</param>
/// <param name="Precision">[T, R, K, A, M]: interpolated precision.</param>
/// <param name="Recall">[T, K, A, M]: recall over all detections.</param>
/// <param name="Scores">[T, R, K, A, M]: score of the detection at which the recall was reached.</param>
/// <param name="Metrics">The twelve numbers.</param>
/// <param name="PerClass">The same for every category, in the order of <paramref name="CategoryIds"/>.</param>
/// <param name="PerSize">Each area range, in the parameters' order.</param>
public sealed record EvaluationResult(
    EvaluationParameters Parameters, ImmutableArray<long> CategoryIds,
    ImmutableArray<double> Precision, ImmutableArray<double> Recall, ImmutableArray<double> Scores,
    DetectionMetrics Metrics, ImmutableArray<ClassMetrics> PerClass, ImmutableArray<SizeMetrics> PerSize)
{
    /// <summary>
    /// Precision at every recall threshold, for one IoU threshold, category, area range and limit (all indices).
    /// </summary>
    public ImmutableArray<double> PrecisionCurve(int threshold, int category, int area, int limit) =>
        [.. Enumerable.Range(0, Parameters.RecallThresholds.Length)
            .Select(recall => Precision[Index(threshold, recall, category, area, limit)])];

    /// <summary>
    /// Score at which each recall threshold is reached, indexed as <see cref="PrecisionCurve"/>; 0 where it is not.
    /// </summary>
    public ImmutableArray<double> ScoreCurve(int threshold, int category, int area, int limit) =>
        [.. Enumerable.Range(0, Parameters.RecallThresholds.Length)
            .Select(recall => Scores[Index(threshold, recall, category, area, limit)])];

    private int Index(int threshold, int recall, int category, int area, int limit) =>
        (((threshold * Parameters.RecallThresholds.Length + recall) * CategoryIds.Length + category)
            * Parameters.AreaRanges.Length + area)
        * Parameters.MaxDetections.Length + limit;
}
