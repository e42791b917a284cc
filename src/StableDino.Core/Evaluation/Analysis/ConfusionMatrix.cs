using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>
/// Which class was taken for which: ground-truth objects down, detections across, background last in both.
/// </summary>
/// <param name="Names">Class names by ascending category id; "background" follows them implicitly.</param>
/// <param name="Counts">[N + 1, N + 1], last index fastest; background on background is 0.</param>
public sealed record ConfusionMatrix(ImmutableArray<string> Names, ImmutableArray<int> Counts)
{
    /// <summary>
    /// Ground-truth objects of class <paramref name="target"/> found as class <paramref name="found"/>; N stands
    /// for background.
    /// </summary>
    public int this[int target, int found] => Counts[target * (Names.Length + 1) + found];

    /// <summary>
    /// Pairs detections with ground-truth objects of any class, greatest overlap first, each used once; what is
    /// left over pairs with background.
    /// Detections left over that lie on a crowd of any class are not counted.
    /// </summary>
    /// <param name="target">What there was.</param>
    /// <param name="detections">What was found.</param>
    /// <param name="lowestScore">Detections below are left out.</param>
    /// <param name="enough">IoU from which a pair is one.</param>
    /// <param name="overlap">Boxes or masks.</param>
    public static ConfusionMatrix Of(
        CocoAnnotations target, IReadOnlyList<Detection> detections, double lowestScore = 0.3, double enough = 0.5,
        OverlapKind overlap = OverlapKind.Box) =>
        Of(target, detections,
            ImagePairs.Of(target, detections, overlap, lowestScore).SelectMany(pairs => Pair(pairs, target, enough)));

    /// <summary>The matrix of pairs, each of which may lack one side (−1).</summary>
    internal static ConfusionMatrix Of(
        CocoAnnotations target, IReadOnlyList<Detection> detections, IEnumerable<(int Target, int Detection)> pairs)
    {
        var categories = target.Categories.DistinctBy(static c => c.Id).OrderBy(static c => c.Id).ToArray();
        var places = IdIndex.Of([.. categories.Select(static c => c.Id)], sort: false);
        var counts = new int[(categories.Length + 1) * (categories.Length + 1)];
        foreach (var (there, found) in pairs)
        {
            var row = there < 0 ? categories.Length : places[target.Annotations[there].CategoryId];
            counts[row * (categories.Length + 1)
                + (found < 0 ? categories.Length : places[detections[found].CategoryId])]++;
        }
        return new([.. categories.Select(static c => c.Name)], [.. counts]);
    }

    /// <summary>Ground truth and detection, either of them −1 for background.</summary>
    internal static IEnumerable<(int Target, int Detection)> Pair(
        ImagePairs pairs, CocoAnnotations target, double enough)
    {
        var crowd = Array.ConvertAll(pairs.Targets, g => target.Annotations[g].IsCrowd);
        var (freeDetection, freeTarget) =
            (Enumerable.Repeat(true, pairs.Detections.Length).ToArray(), Array.ConvertAll(crowd, static many => !many));
        var near = Enumerable.Range(0, pairs.Overlaps.Length).Where(at => pairs.Overlaps[at] >= enough)
            // stable: of equals the most confident detection first
            .OrderByDescending(at => pairs.Overlaps[at]);
        foreach (var (d, g) in near.Select(at => Math.DivRem(at, crowd.Length)))
        {
            if (!freeDetection[d] || !freeTarget[g]) continue;
            (freeDetection[d], freeTarget[g]) = (false, false);
            yield return (pairs.Targets[g], pairs.Detections[d]);
        }
        for (var g = 0; g < crowd.Length; g++) if (freeTarget[g]) yield return (pairs.Targets[g], -1);
        for (var d = 0; d < pairs.Detections.Length; d++)
        {
            if (freeDetection[d] && !Enumerable.Range(0, crowd.Length).Any(g => crowd[g] && pairs[d, g] >= enough))
                yield return (-1, pairs.Detections[d]);
        }
    }
}
