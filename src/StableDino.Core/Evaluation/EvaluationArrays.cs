using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>The arrays being filled; categories are disjoint places, so they can be filled at the same time.</summary>
internal sealed class EvaluationArrays
{
    private readonly int _recalls, _categories, _ranges, _limits;

    public EvaluationArrays(EvaluationParameters parameters, int categories)
    {
        (_recalls, _categories) = (parameters.RecallThresholds.Length, categories);
        (_ranges, _limits) = (parameters.AreaRanges.Length, parameters.MaxDetections.Length);
        var cells = parameters.IoUThresholds.Length * categories * _ranges * _limits;
        (Precision, Recall, Scores) = (Undefined(cells * _recalls), Undefined(cells), Undefined(cells * _recalls));
    }

    /// <summary>[T, R, K, A, M].</summary>
    public double[] Precision { get; }

    /// <summary>[T, K, A, M].</summary>
    public double[] Recall { get; }

    /// <summary>[T, R, K, A, M].</summary>
    public double[] Scores { get; }

    /// <summary>Writes one curve.</summary>
    public void Set(int threshold, int category, int range, int limit, double recall, ReadOnlySpan<double> precision,
        ReadOnlySpan<double> scores)
    {
        Recall[RecallAt(threshold, category, range, limit)] = recall;
        for (var r = 0; r < _recalls; r++)
        {
            var at = RecallAt(threshold * _recalls + r, category, range, limit);
            (Precision[at], Scores[at]) = (precision[r], scores[r]);
        }
    }

    /// <summary>Place in [·, K, A, M].</summary>
    public int RecallAt(int leading, int category, int range, int limit) =>
        ((leading * _categories + category) * _ranges + range) * _limits + limit;

    private static double[] Undefined(int length)
    {
        var values = new double[length];
        Array.Fill(values, -1);
        return values;
    }
}
