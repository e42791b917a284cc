using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>The twelve numbers of a filled set of arrays.</summary>
internal sealed class MetricSummary(EvaluationParameters parameters, EvaluationArrays arrays, int categories)
{
    private int Last => parameters.MaxDetections.Length - 1;

    /// <summary>
    /// Over all categories. AP itself is read at 100 detections, and is −1 if that is not one of the limits.
    /// </summary>
    public DetectionMetrics Overall() => Of(0, categories, parameters.MaxDetections.IndexOf(100));

    /// <summary>Of one category; AP at the largest limit.</summary>
    public DetectionMetrics OfCategory(int category) => Of(category, category + 1, Last);

    /// <summary>Of one range of sizes, over all categories, at the largest limit.</summary>
    /// <param name="range">Its place among the parameters' ranges.</param>
    /// <param name="targets">Objects that count in it.</param>
    public SizeMetrics OfRange(int range, int targets) => new(
        parameters.AreaRanges[range], targets, Precision(0, categories, [range], Last),
        Precision(0, categories, [range], Last, 0.5),
        Precision(0, categories, [range], Last, 0.75), Recall(0, categories, [range], Last));

    private DetectionMetrics Of(int first, int end, int limitOfAP)
    {
        var (all, small, medium, large) = (Named("all"), Named("small"), Named("medium"), Named("large"));
        return new(
            Precision(first, end, all, limitOfAP), Precision(first, end, all, Last, 0.5),
            Precision(first, end, all, Last, 0.75),
            Precision(first, end, small, Last), Precision(first, end, medium, Last), Precision(first, end, large, Last),
            Recall(first, end, all, 0), Recall(first, end, all, 1), Recall(first, end, all, 2),
            Recall(first, end, small, Last), Recall(first, end, medium, Last), Recall(first, end, large, Last));
    }

    private int[] Named(string name) =>
        [.. Enumerable.Range(0, parameters.AreaRanges.Length).Where(a => parameters.AreaRanges[a].Name == name)];

    private double Precision(int first, int end, int[] ranges, int limit, double? threshold = null) =>
        Mean(arrays.Precision, parameters.RecallThresholds.Length, first, end, ranges, limit, threshold);

    private double Recall(int first, int end, int[] ranges, int limit) =>
        Mean(arrays.Recall, 1, first, end, ranges, limit, null);

    /// <summary>The mean of the defined entries, in the array's order.</summary>
    private double Mean(double[] values, int rows, int first, int end, int[] ranges, int limit, double? threshold)
    {
        if (limit < 0 || limit > Last) return -1;
        var defined = new double[parameters.IoUThresholds.Length * rows * (end - first) * ranges.Length];
        var count = 0;
        for (var t = 0; t < parameters.IoUThresholds.Length; t++)
        {
            if (threshold is { } wanted && parameters.IoUThresholds[t] != wanted) continue;
            for (var row = 0; row < rows; row++)
            {
                for (var k = first; k < end; k++)
                {
                    foreach (var a in ranges)
                    {
                        var value = values[arrays.RecallAt(t * rows + row, k, a, limit)];
                        if (value > -1) defined[count++] = value;
                    }
                }
            }
        }
        return PairwiseMean.OrMinusOne(defined.AsSpan(0, count));
    }
}
