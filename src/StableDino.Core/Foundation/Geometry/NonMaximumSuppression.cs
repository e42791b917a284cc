using System.Collections.Immutable;

namespace StableDino.Foundation;

/// <summary>
/// Greedy non-maximum suppression on the host, in single precision: the best-scored box stays, later ones whose IoU
/// with it is
/// <em>above</em> the threshold go. Equal scores keep their order. Two boxes without area never drop each other.
/// </summary>
public static class NonMaximumSuppression
{
    /// <summary>What survives, whatever the classes.</summary>
    /// <param name="boxes">n·4 numbers: left, top, right, bottom of each box.</param>
    /// <param name="scores">n scores.</param>
    /// <param name="threshold">IoU above which the lower-scored box goes.</param>
    /// <returns>Indices of the surviving boxes by descending score.</returns>
    public static ImmutableArray<int> Keep(ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores, double threshold) =>
        KeepPerClass(boxes, scores, new int[scores.Length], threshold);

    /// <summary>What survives among the boxes of its own class.</summary>
    /// <param name="boxes">n·4 numbers: left, top, right, bottom of each box.</param>
    /// <param name="scores">n scores.</param>
    /// <param name="classes">n classes.</param>
    /// <param name="threshold">IoU above which the lower-scored box of a class goes.</param>
    /// <returns>Indices of the surviving boxes by descending score.</returns>
    /// <exception cref="ArgumentException">The lengths disagree.</exception>
    public static ImmutableArray<int> KeepPerClass(
        ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores, ReadOnlySpan<int> classes, double threshold)
    {
        var count = scores.Length;
        if (boxes.Length != 4 * count || classes.Length != count)
            throw new ArgumentException($"{boxes.Length} box numbers and {classes.Length} classes for {count} scores.");

        var areas = new float[count];
        for (var i = 0; i < count; i++)
            areas[i] = (boxes[4 * i + 2] - boxes[4 * i]) * (boxes[4 * i + 3] - boxes[4 * i + 1]);
        var (order, gone, kept) = (ByScore(scores), new bool[count], ImmutableArray.CreateBuilder<int>(count));
        for (var a = 0; a < count; a++)
        {
            var best = order[a];
            if (gone[best]) continue;
            kept.Add(best);
            for (var b = a + 1; b < count; b++)
            {
                var other = order[b];
                if (!gone[other] && classes[other] == classes[best] && Iou(boxes, areas, best, other) > threshold)
                    gone[other] = true;
            }
        }

        return kept.ToImmutable();
    }

    private static float Iou(ReadOnlySpan<float> boxes, float[] areas, int i, int j)
    {
        var a = boxes.Slice(4 * i, 4);
        var b = boxes.Slice(4 * j, 4);
        var intersection = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]))
            * Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        return intersection / (areas[i] + areas[j] - intersection);       // 0/0 is NaN, which is above no threshold
    }

    private static int[] ByScore(ReadOnlySpan<float> scores)
    {
        var numbers = scores.ToArray();
        return [.. Enumerable.Range(0, numbers.Length).OrderByDescending(i => numbers[i])];
    }
}
