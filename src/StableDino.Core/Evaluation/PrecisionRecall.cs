using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>From verdicts, by falling score, to precision at given recalls.</summary>
internal static class PrecisionRecall
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>
    /// Precision and score at each recall threshold, zero where it is not reached; returns the final recall.
    /// </summary>
    /// <remarks>
    /// Recall rises, and the precision envelope has its corners, only at hits; so only hits are kept. Recalls that cost
    /// nothing
    /// (0 or less) are reached by the first detection, hit or not.
    /// </remarks>
    /// <param name="verdicts">Verdict of every detection.</param>
    /// <param name="order">Detections by falling score.</param>
    /// <param name="scores">Score of every detection.</param>
    /// <param name="targets">Objects to be found, positive.</param>
    /// <param name="recalls">[R] recall thresholds.</param>
    /// <param name="hits">Room for as many detections as <paramref name="order"/> has.</param>
    /// <param name="envelope">The same.</param>
    /// <param name="precision">[R] result.</param>
    /// <param name="reachedAt">[R] result.</param>
    public static double Accumulate(
        ReadOnlySpan<Verdict> verdicts, ReadOnlySpan<int> order, ReadOnlySpan<double> scores, int targets,
        ImmutableArray<double> recalls,
        Span<int> hits, Span<double> envelope, Span<double> precision, Span<double> reachedAt)
    {
        precision.Clear();
        reachedAt.Clear();
        if (order.IsEmpty) return 0;
        int found = 0, wrong = 0;
        foreach (var d in order)
        {
            if (verdicts[d] == Verdict.FalsePositive) wrong++;
            else if (verdicts[d] == Verdict.TruePositive)
            {
                hits[found] = d;
                found++;
                envelope[found - 1] = found / ((double)(wrong + found) + Epsilon);
            }
        }
        for (var n = found - 1; n > 0; n--)
        {
            if (envelope[n] > envelope[n - 1]) envelope[n - 1] = envelope[n];
        }
        var hit = 0;
        for (var r = 0; r < recalls.Length; r++)
        {
            if (r > 0 && recalls[r] < recalls[r - 1]) hit = 0;
            if (recalls[r] <= 0) (precision[r], reachedAt[r]) = (found > 0 ? envelope[0] : 0, scores[order[0]]);
            else
            {
                while (hit < found && (double)(hit + 1) / targets < recalls[r]) hit++;
                if (hit == found) break;     // the toolbox gives up at the first recall that is not reached
                (precision[r], reachedAt[r]) = (envelope[hit], scores[hits[hit]]);
            }
        }
        return (double)found / targets;
    }
}
