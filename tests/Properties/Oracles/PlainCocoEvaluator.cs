using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Properties.Oracles;

/// <summary>COCO's evaluation as its description reads, list by list, with no thought for speed.</summary>
internal static class PlainCocoEvaluator
{
    private sealed record Found(Detection Item, double Area, double[] Overlaps);

    private sealed record Verdict(double Score, bool Hit, bool Ignored);

    /// <summary>Precision and scores [T, R, K, A, M] and recall [T, K, A, M], as lists in that order.</summary>
    public static (List<double> Precision, List<double> Recall, List<double> Scores) Evaluate(
        CocoAnnotations target, IReadOnlyList<Detection> detections, EvaluationParameters p)
    {
        var images = p.ImageIds.IfNone(() => [.. target.Images.Select(i => i.Id)]).Distinct().Order().ToArray();
        var categories = p.CategoryIds.IfNone(() => [.. target.Categories.Select(c => c.Id)]).Distinct().ToArray();
        if (p.UseCategories) categories = [.. categories.Order()];
        long[][] axis = p.UseCategories ? [.. categories.Select(c => new[] { c })] : [categories];
        int[] limits = [.. p.MaxDetections.Order()];
        var (precision, recall, scores) = (new List<double>(), new List<double>(), new List<double>());
        var cells =
            p.IoUThresholds.SelectMany(t =>
                axis.SelectMany(k => p.AreaRanges.SelectMany(a => limits.Select(m => Cell(t, k, a, m))))).ToArray();
        var inner = axis.Length * p.AreaRanges.Length * limits.Length;
        for (var t = 0; t < p.IoUThresholds.Length; t++)
        {
            var row = cells[(t * inner)..((t + 1) * inner)];
            recall.AddRange(row.Select(cell => cell.Recall));
            for (var r = 0; r < p.RecallThresholds.Length; r++)
            {
                precision.AddRange(row.Select(cell => cell.Precision[r]));
                scores.AddRange(row.Select(cell => cell.Scores[r]));
            }
        }
        return (precision, recall, scores);

        (double Recall, double[] Precision, double[] Scores) Cell(
            double threshold, long[] kinds, AreaRange range, int limit)
        {
            var (verdicts, counted, seen) = (new List<Verdict>(), 0, false);
            foreach (var image in images)
            {
                var there =
                    kinds.SelectMany(k => target.Annotations.Where(a => a.ImageId == image && a.CategoryId == k))
                        .ToList();
                var found = kinds.SelectMany(k => detections.Where(d => d.ImageId == image && d.CategoryId == k))
                    .OrderByDescending(d => d.Score).Take(limits[^1])
                    .Select(d => new Found(d, Area(d), [.. there.Select(g => Overlap(d, g))])).ToList();
                if (there.Count + found.Count == 0) continue;
                seen = true;
                bool Ignore(CocoAnnotation g) => g.IsCrowd || g.Area < range.Low || g.Area > range.High;
                counted += there.Count(g => !Ignore(g));
                var order = Enumerable.Range(0, there.Count).OrderBy(g => Ignore(there[g])).ToList();
                var used = new HashSet<int>();
                var here = new List<Verdict>();
                foreach (var d in found)
                {
                    var (best, match) = (Math.Min(threshold, 1 - 1e-10), -1);
                    foreach (var g in order)
                    {
                        if (used.Contains(g) && !there[g].IsCrowd) continue;
                        if (match >= 0 && !Ignore(there[match]) && Ignore(there[g])) break;
                        if (d.Overlaps[g] < best) continue;
                        (best, match) = (d.Overlaps[g], g);
                    }
                    if (match >= 0) used.Add(match);
                    var hit = match >= 0 && there[match].Id != 0;
                    var ignored = match >= 0 && Ignore(there[match])
                        || !hit && (d.Area < range.Low || d.Area > range.High);
                    here.Add(new(d.Item.Score, hit, ignored));
                }
                verdicts.AddRange(here.Take(limit));
            }
            var none = Enumerable.Repeat(-1.0, p.RecallThresholds.Length).ToArray();
            return !seen || counted == 0
                ? (-1, none, none)
                : Curve([.. verdicts.OrderByDescending(v => v.Score)], counted);
        }

        (double Recall, double[] Precision, double[] Scores) Curve(List<Verdict> sorted, int counted)
        {
            var (tp, fp, recalls, precisions) = (0, 0, new List<double>(), new List<double>());
            foreach (var v in sorted)
            {
                if (!v.Ignored) (tp, fp) = v.Hit ? (tp + 1, fp) : (tp, fp + 1);
                recalls.Add((double)tp / counted);
                precisions.Add(tp / ((double)(fp + tp) + Math.Pow(2, -52)));
            }
            for (var i = precisions.Count - 1; i > 0; i--) if (precisions[i] > precisions[i - 1])
                precisions[i - 1] = precisions[i];
            var at = p.RecallThresholds.Select(r => recalls.FindIndex(x => x >= r)).ToArray();
            // it stops at the first that is not reached
            if (Array.IndexOf(at, -1) is >= 0 and var first) Array.Fill(at, -1, first, at.Length - first);
            return (recalls.LastOrDefault(), [.. at.Select(i => i < 0 ? 0 : precisions[i])],
                [.. at.Select(i => i < 0 ? 0 : sorted[i].Score)]);
        }

        double Area(Detection d) =>
            p.Area == DetectionArea.Box ? d.Width * d.Height : Pixels(d.Mask, d.ImageId).Count(inside => inside == 1);

        double Overlap(Detection d, CocoAnnotation g)
        {
            if (p.Overlap == OverlapKind.Mask)
            {
                var (a, b) = (Pixels(d.Mask, d.ImageId), Pixels(g.Segmentation, g.ImageId));
                var both = a.Zip(b, (x, y) => x & y).Count(x => x == 1);
                return both == 0
                    ? 0
                    : (double)both / (g.IsCrowd ? a.Count(x => x == 1) : a.Zip(b, (x, y) => x | y).Count(x => x == 1));
            }
            var (w, h) = (Math.Min(d.X + d.Width, g.X + g.Width) - Math.Max(d.X, g.X),
                Math.Min(d.Y + d.Height, g.Y + g.Height) - Math.Max(d.Y, g.Y));
            return w <= 0 || h <= 0
                ? 0
                : w * h / (g.IsCrowd ? d.Width * d.Height : d.Width * d.Height + g.Width * g.Height - w * h);
        }

        byte[] Pixels(LanguageExt.Option<Segmentation> mask, long image)
        {
            var size = target.Images.First(i => i.Id == image);
            return mask.Match(some => RunLengthMasks.Decode(RunLengthMasks.Of(some, size.Height, size.Width)),
                () => throw new InvalidDataException());
        }
    }
}
