using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>
/// Detections with their outcomes, in the order in which precision and recall are accumulated, and AP after a change to
/// them.
/// </summary>
internal sealed class JudgedDetections
{
    private readonly EvaluationParameters _parameters;
    private readonly ErrorBreakdown _errors;
    private readonly int[] _order, _category, _truthCategory;
    private readonly double[] _scores;

    public JudgedDetections(CocoAnnotations target, IReadOnlyList<Detection> detections, ErrorBreakdown errors,
        EvaluationParameters parameters)
    {
        (_parameters, _errors) = (parameters, errors);
        var places = IdIndex.Of([.. errors.PerClass.Select(static one => one.CategoryId)], sort: false);
        (_category, _truthCategory) = ([.. detections.Select(one => places[one.CategoryId])],
            [.. target.Annotations.Select(one => places[one.CategoryId])]);
        _scores = [.. detections.Select(static one => one.Score)];
        _order = Order(detections, errors, parameters.MaxDetections.Max());
    }

    /// <summary>AP as things are; −1 where nothing was to be found.</summary>
    public double Precision() => Precision(d => (_category[d], VerdictOn(d)), static one => one.Targets);

    /// <summary>AP when detections of an outcome are gone.</summary>
    public double Without(DetectionOutcome outcome) =>
        Precision(d => _errors.PerDetection[d] == outcome ? null : (_category[d], VerdictOn(d)),
            static one => one.Targets);

    /// <summary>
    /// AP when detections of an outcome are hits of their ground truth, the most confident of each ground truth that is
    /// not
    /// found, and the others are gone.
    /// </summary>
    public double Repaired(DetectionOutcome outcome)
    {
        var done = _order.Where(d => _errors.PerDetection[d] == DetectionOutcome.Correct).Select(d => _errors.About[d])
            .ToHashSet();
        var hits = _order.Where(d => _errors.PerDetection[d] == outcome).Where(d => done.Add(_errors.About[d]))
            .ToHashSet();
        return Precision(
            d => _errors.PerDetection[d] != outcome ? (_category[d], VerdictOn(d))
                : hits.Contains(d) ? (_truthCategory[_errors.About[d]], Verdict.TruePositive) : null,
            static one => one.Targets);
    }

    /// <summary>AP when the ground-truth objects that nothing explains are not asked for.</summary>
    public double WithoutMissed() =>
        Precision(d => (_category[d], VerdictOn(d)), static one => one.Targets - one.Missed);

    private Verdict VerdictOn(int detection) => _errors.PerDetection[detection] switch
    {
        DetectionOutcome.Correct => Verdict.TruePositive,
        DetectionOutcome.Ignored => Verdict.Ignored,
        _ => Verdict.FalsePositive,
    };

    /// <summary>
    /// By falling score, then image id, then file order; those beyond the limit of their image and category are left
    /// out.
    /// </summary>
    private static int[] Order(IReadOnlyList<Detection> detections, ErrorBreakdown errors, int limit)
    {
        var sorted = Enumerable.Range(0, detections.Count).Where(d => errors.PerDetection[d] is not null)
            .OrderByDescending(d => detections[d].Score).ThenBy(d => detections[d].ImageId);
        var entered = new Dictionary<(long, long), int>();
        var order = new List<int>();
        foreach (var d in sorted)
        {
            var place = (detections[d].ImageId, detections[d].CategoryId);
            var rank = entered.GetValueOrDefault(place);
            entered[place] = rank + 1;
            if (rank < limit) order.Add(d);
        }
        return [.. order];
    }

    /// <summary>The mean, over recalls and classes with objects, of the interpolated precision.</summary>
    private double Precision(Func<int, (int Category, Verdict Verdict)?> change, Func<ClassErrors, int> targets)
    {
        var classes = Array.ConvertAll(
            _errors.PerClass.ToArray(), static _ => (Scores: new List<double>(), Verdicts: new List<Verdict>()));
        foreach (var d in _order)
        {
            if (change(d) is not { } kept) continue;
            classes[kept.Category].Scores.Add(_scores[d]);
            classes[kept.Category].Verdicts.Add(kept.Verdict);
        }
        var recalls = _parameters.RecallThresholds.Length;
        var counted = Enumerable.Range(0, classes.Length).Where(k => targets(_errors.PerClass[k]) > 0).ToArray();
        var precisions = new double[recalls * counted.Length];
        var (precision, reachedAt) = (new double[recalls], new double[recalls]);
        for (var c = 0; c < counted.Length; c++)
        {
            var (scores, verdicts) = (classes[counted[c]].Scores.ToArray(), classes[counted[c]].Verdicts.ToArray());
            PrecisionRecall.Accumulate(
                verdicts, [.. Enumerable.Range(0, scores.Length)], scores, targets(_errors.PerClass[counted[c]]),
                _parameters.RecallThresholds,
                new int[scores.Length], new double[scores.Length], precision, reachedAt);
            for (var r = 0; r < recalls; r++) precisions[r * counted.Length + c] = precision[r];
        }
        return PairwiseMean.OrMinusOne(precisions);
    }
}
