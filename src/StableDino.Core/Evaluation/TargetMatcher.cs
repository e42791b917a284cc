using System.Collections.Immutable;

namespace StableDino.Evaluation;

/// <summary>What became of a detection.</summary>
internal enum Verdict : byte
{
    FalsePositive = 0,
    TruePositive = 1,
    Ignored = 2,
}

/// <summary>The ground-truth objects of one image and category.</summary>
/// <param name="ids">Annotation ids.</param>
/// <param name="areas">The file's areas.</param>
/// <param name="crowd">Crowd flags.</param>
internal readonly ref struct TargetRow(ReadOnlySpan<long> ids, ReadOnlySpan<double> areas, ReadOnlySpan<bool> crowd)
{
    public readonly ReadOnlySpan<long> Ids = ids;
    public readonly ReadOnlySpan<double> Areas = areas;
    public readonly ReadOnlySpan<bool> Crowd = crowd;
}

/// <summary>COCO's greedy matching of one image's detections with its ground-truth objects.</summary>
/// <remarks>
/// Detections come by falling score; each takes the ground truth it overlaps most among those still free, counted
/// ground-truth objects before ignored
/// ones (crowds, other sizes), the later one on equal overlap. A crowd can be taken many times. A ground truth whose id
/// is 0 is used up
/// by a match but does not make the detection a hit: the toolbox stores "no match" as 0.
/// </remarks>
internal sealed class TargetMatcher(
    ImmutableArray<double> thresholds, ImmutableArray<AreaRange> ranges, int mostTargets, int mostDetections)
{
    private const double AlmostOne = 1 - 1e-10;
    private readonly double _lowest = thresholds.Append(AlmostOne).Min();
    private readonly bool[] _ignored = new bool[mostTargets], _taken = new bool[mostTargets],
        _hopeless = new bool[mostDetections];
    private readonly int[] _order = new int[mostTargets];

    /// <summary>Writes the verdict on detection d at place (range · T + threshold) · stride + d.</summary>
    /// <param name="overlaps">[D, G].</param>
    /// <param name="areas">[D] areas of the detections.</param>
    /// <param name="targets">[G].</param>
    /// <param name="verdicts">[A · T rows of <paramref name="stride"/>].</param>
    /// <param name="stride">Length of a row.</param>
    /// <param name="counted">[A]: grows by the ground-truth objects that count in each range.</param>
    public void Match(
        ReadOnlySpan<double> overlaps, ReadOnlySpan<double> areas, TargetRow targets, Span<Verdict> verdicts,
        int stride, Span<int> counted)
    {
        var count = targets.Ids.Length;
        for (var d = 0; d < areas.Length; d++) _hopeless[d] = Hopeless(overlaps.Slice(d * count, count));
        for (var a = 0; a < ranges.Length; a++)
        {
            counted[a] += OrderTargets(targets, ranges[a]);
            for (var t = 0; t < thresholds.Length; t++)
            {
                var row = verdicts[((a * thresholds.Length + t) * stride)..];
                _taken.AsSpan(0, count).Clear();
                for (var d = 0; d < areas.Length; d++)
                {
                    var match = _hopeless[d]
                        ? -1
                        : Best(overlaps.Slice(d * count, count), targets.Crowd, thresholds[t]);
                    var hit = match >= 0 && targets.Ids[match] != 0;
                    var ignored = (match >= 0 && _ignored[match]) || (!hit && ranges[a].Excludes(areas[d]));
                    if (match >= 0) _taken[match] = true;
                    row[d] = ignored ? Verdict.Ignored : hit ? Verdict.TruePositive : Verdict.FalsePositive;
                }
            }
        }
    }

    /// <summary>Counted ground-truth objects first, ignored ones after them; returns how many count.</summary>
    private int OrderTargets(TargetRow targets, AreaRange range)
    {
        var (first, count) = (0, targets.Ids.Length);
        for (var g = 0; g < count; g++)
        {
            _ignored[g] = targets.Crowd[g] || range.Excludes(targets.Areas[g]);
            if (!_ignored[g]) _order[first++] = g;
        }
        var next = first;
        for (var g = 0; g < count; g++)
        {
            if (_ignored[g]) _order[next++] = g;
        }
        return first;
    }

    private int Best(ReadOnlySpan<double> overlaps, ReadOnlySpan<bool> crowd, double threshold)
    {
        var (best, match) = (Math.Min(threshold, AlmostOne), -1);
        for (var j = 0; j < overlaps.Length; j++)
        {
            var g = _order[j];
            if (_taken[g] && !crowd[g]) continue;
            if (match >= 0 && !_ignored[match] && _ignored[g]) break;
            if (overlaps[g] < best) continue;
            (best, match) = (overlaps[g], g);
        }
        return match;
    }

    private bool Hopeless(ReadOnlySpan<double> overlaps)
    {
        foreach (var overlap in overlaps)
        {
            if (!(overlap < _lowest)) return false;
        }
        return true;
    }
}
