using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>Matching and accumulation, one category at a time.</summary>
internal sealed class CategoryEvaluator
{
    private readonly CocoAnnotations _truth;
    private readonly IReadOnlyList<Detection> _detections;
    private readonly EvaluationParameters _parameters;
    private readonly CategoryGroups _truthGroups, _detectionGroups;
    private readonly MaskSource _masks;

    public CategoryEvaluator(
        CocoAnnotations target, IReadOnlyList<Detection> detections, EvaluationParameters parameters, IdIndex images,
        IdIndex categories)
    {
        (_truth, _detections, _parameters) = (target, detections, parameters);
        var together = !parameters.UseCategories;
        _truthGroups = CategoryGroups.Of(
            [.. target.Annotations.Select(annotation => categories[annotation.CategoryId])],
            [.. target.Annotations.Select(annotation => images[annotation.ImageId])], categories.Count,
            images.Count, together);
        _detectionGroups = CategoryGroups.Of(
            [.. detections.Select(detection => categories[detection.CategoryId])],
            [.. detections.Select(detection => images[detection.ImageId])], categories.Count, images.Count, together);
        _masks = new MaskSource(target.Images);
    }

    /// <summary>Fills the category's places; returns its objects (of every size, crowds left out), those that count in
    /// each area range, and
    /// how many detections entered.</summary>
    public (int Targets, int[] Counted, int Detections) Evaluate(int category, EvaluationArrays arrays)
    {
        var limit = _parameters.MaxDetections[^1];
        var visits = Visits(category);
        var entered = visits.Sum(visit => Math.Min(visit.DetectionCount, limit));
        var rows = _parameters.AreaRanges.Length * _parameters.IoUThresholds.Length;
        var verdicts = new Verdict[rows * entered];
        var (scores, ranks, counted) = (new double[entered], new int[entered], new int[_parameters.AreaRanges.Length]);
        Match(visits, limit, verdicts, scores, ranks, counted);
        Accumulate(category, arrays, verdicts, scores, ranks, counted);
        return (CountOf(visits), counted, entered);
    }

    /// <summary>
    /// One image in which the category occurs: places of its ground-truth objects and detections in the groups.
    /// </summary>
    private readonly record struct Visit(int FirstTarget, int TargetCount, int FirstDetection, int DetectionCount);

    private List<Visit> Visits(int category)
    {
        var (g, gEnd) = (_truthGroups.Start[category], _truthGroups.Start[category + 1]);
        var (d, dEnd) = (_detectionGroups.Start[category], _detectionGroups.Start[category + 1]);
        var visits = new List<Visit>();
        while (g < gEnd || d < dEnd)
        {
            var image = Math.Min(
                g < gEnd ? _truthGroups.Image[g] : int.MaxValue, d < dEnd ? _detectionGroups.Image[d] : int.MaxValue);
            var (firstTarget, firstDetection) = (g, d);
            while (g < gEnd && _truthGroups.Image[g] == image) g++;
            while (d < dEnd && _detectionGroups.Image[d] == image) d++;
            visits.Add(new(firstTarget, g - firstTarget, firstDetection, d - firstDetection));
        }
        return visits;
    }

    private int CountOf(List<Visit> visits)
    {
        var count = 0;
        foreach (var visit in visits)
        {
            for (var g = visit.FirstTarget; g < visit.FirstTarget + visit.TargetCount; g++)
            {
                if (!_truth.Annotations[_truthGroups.Item[g]].IsCrowd) count++;
            }
        }
        return count;
    }

    private void Match(List<Visit> visits, int limit, Verdict[] verdicts, double[] scores, int[] ranks, int[] counted)
    {
        var mostTargets = visits.Count == 0 ? 0 : visits.Max(static visit => visit.TargetCount);
        var mostDetections = visits.Count == 0 ? 0 : visits.Max(static visit => visit.DetectionCount);
        var matcher = new TargetMatcher(
            _parameters.IoUThresholds, _parameters.AreaRanges, mostTargets, Math.Min(mostDetections, limit));
        var (ids, areas, crowd) = (new long[mostTargets], new double[mostTargets], new bool[mostTargets]);
        var (rawScores, keys, order) = (new double[mostDetections], new ulong[mostDetections], new int[mostDetections]);
        var (detectionAreas, overlaps) = (new double[mostDetections], System.Array.Empty<double>());
        var place = 0;
        foreach (var visit in visits)
        {
            for (var i = 0; i < visit.TargetCount; i++)
            {
                var annotation = _truth.Annotations[_truthGroups.Item[visit.FirstTarget + i]];
                (ids[i], areas[i], crowd[i]) = (annotation.Id, annotation.Area, annotation.IsCrowd);
            }
            for (var i = 0; i < visit.DetectionCount; i++) rawScores[i] = DetectionAt(visit, i).Score;
            StableOrder.Descending(rawScores.AsSpan(0, visit.DetectionCount), keys, order);
            var entering = Math.Min(visit.DetectionCount, limit);
            var size = entering * visit.TargetCount;
            if (overlaps.Length < size) overlaps = new double[size];
            var masks = _parameters.Overlap == OverlapKind.Mask;
            if (masks) MaskOverlaps(visit, order.AsSpan(0, entering), overlaps);
            else BoxOverlaps(visit, order.AsSpan(0, entering), overlaps);
            for (var i = 0; i < entering; i++)
            {
                (scores[place + i], ranks[place + i]) = (rawScores[order[i]], i);
                detectionAreas[i] = AreaOf(DetectionAt(visit, order[i]));
            }
            matcher.Match(
                overlaps.AsSpan(0, size), detectionAreas.AsSpan(0, entering),
                new(ids.AsSpan(0, visit.TargetCount), areas.AsSpan(0, visit.TargetCount),
                    crowd.AsSpan(0, visit.TargetCount)),
                verdicts.AsSpan(place), scores.Length, counted);
            place += entering;
        }
    }

    private void Accumulate(
        int category, EvaluationArrays arrays, Verdict[] verdicts, double[] scores, int[] ranks, int[] counted)
    {
        var (order, keys, recalls) = (new int[scores.Length], new ulong[scores.Length], _parameters.RecallThresholds);
        StableOrder.Descending(scores, keys, order);
        var (hits, envelope) = (new int[scores.Length], new double[scores.Length]);
        var (precision, reachedAt) = (new double[recalls.Length], new double[recalls.Length]);
        for (var m = 0; m < _parameters.MaxDetections.Length; m++)
        {
            var limit = _parameters.MaxDetections[m];
            var within = System.Array.FindAll(order, d => ranks[d] < limit);
            for (var a = 0; a < counted.Length; a++)
            {
                if (counted[a] == 0) continue;
                for (var t = 0; t < _parameters.IoUThresholds.Length; t++)
                {
                    var row = verdicts.AsSpan(
                        (a * _parameters.IoUThresholds.Length + t) * scores.Length, scores.Length);
                    var recall = PrecisionRecall.Accumulate(
                        row, within, scores, counted[a], recalls, hits, envelope, precision, reachedAt);
                    arrays.Set(t, category, a, m, recall, precision, reachedAt);
                }
            }
        }
    }

    private Detection DetectionAt(Visit visit, int index) =>
        _detections[_detectionGroups.Item[visit.FirstDetection + index]];

    private CocoAnnotation TargetAt(Visit visit, int index) =>
        _truth.Annotations[_truthGroups.Item[visit.FirstTarget + index]];

    private void BoxOverlaps(Visit visit, ReadOnlySpan<int> order, double[] overlaps)
    {
        for (var d = 0; d < order.Length; d++)
        {
            var detection = DetectionAt(visit, order[d]);
            for (var g = 0; g < visit.TargetCount; g++)
            {
                var target = TargetAt(visit, g);
                overlaps[d * visit.TargetCount + g] = CocoOverlap.OfBoxes(
                    (detection.X, detection.Y, detection.Width, detection.Height),
                    (target.X, target.Y, target.Width, target.Height), target.IsCrowd);
            }
        }
    }

    private void MaskOverlaps(Visit visit, ReadOnlySpan<int> order, double[] overlaps)
    {
        if (visit.TargetCount == 0) return;
        var targets = new CocoOverlap.MeasuredMask[visit.TargetCount];
        for (var g = 0; g < targets.Length; g++) targets[g] = new(_masks.Of(TargetAt(visit, g)));
        for (var d = 0; d < order.Length; d++)
        {
            var detection = new CocoOverlap.MeasuredMask(_masks.Of(DetectionAt(visit, order[d])));
            for (var g = 0; g < targets.Length; g++)
            {
                overlaps[d * targets.Length + g] =
                    CocoOverlap.OfMasks(detection, targets[g], TargetAt(visit, g).IsCrowd);
            }
        }
    }

    private double AreaOf(Detection detection) =>
        _parameters.Area == DetectionArea.Box
            ? detection.Width * detection.Height
            : RunLengthMasks.Area(_masks.Of(detection));
}
