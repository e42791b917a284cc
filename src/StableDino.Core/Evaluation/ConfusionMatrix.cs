using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>Which class was taken for which: truths down, detections across, background last in both.</summary>
/// <param name="Names">Class names by ascending category id; "background" follows them implicitly.</param>
/// <param name="Counts">[N + 1, N + 1], last index fastest; background on background is 0.</param>
public sealed record ConfusionMatrix(ImmutableArray<string> Names, ImmutableArray<int> Counts)
{
    /// <summary>Truths of class <paramref name="truth"/> found as class <paramref name="found"/>; N stands for background.</summary>
    public int this[int truth, int found] => Counts[truth * (Names.Length + 1) + found];

    /// <summary>
    /// Pairs detections with truths of any class, greatest overlap first, each used once; what is left over pairs with background.
    /// Detections left over that lie on a crowd are not counted.
    /// </summary>
    /// <param name="truth">What there was.</param>
    /// <param name="detections">What was found; boxes are compared.</param>
    /// <param name="lowestScore">Detections below are left out.</param>
    /// <param name="enough">IoU from which a pair is one.</param>
    public static ConfusionMatrix Of(CocoAnnotations truth, IReadOnlyList<Detection> detections, double lowestScore = 0.3, double enough = 0.5)
    {
        var categories = truth.Categories.DistinctBy(static c => c.Id).OrderBy(static c => c.Id).ToArray();
        var places = IdIndex.Of([.. categories.Select(static c => c.Id)], sort: false);
        var counts = new int[(categories.Length + 1) * (categories.Length + 1)];
        var found = detections.Where(d => d.Score >= lowestScore && places[d.CategoryId] >= 0).ToLookup(static d => d.ImageId);
        var truths = truth.Annotations.Where(t => places[t.CategoryId] >= 0).ToLookup(static t => t.ImageId);
        foreach (var image in truth.Images.Select(static image => image.Id).Distinct())
        {
            var (dets, objects, crowds) = (found[image].ToArray(), truths[image].Where(static t => !t.IsCrowd).ToArray(), truths[image].Where(static t => t.IsCrowd).ToArray());
            var (freeDetection, freeTruth) = (Enumerable.Repeat(true, dets.Length).ToArray(), Enumerable.Repeat(true, objects.Length).ToArray());
            var pairs = dets.SelectMany((d, i) => objects.Select((t, g) => (i, g, Overlap: Overlap(d, t)))).Where(pair => pair.Overlap >= enough)
                .OrderByDescending(static pair => pair.Overlap).ThenByDescending(pair => dets[pair.i].Score);
            foreach (var (i, g, _) in pairs)
            {
                if (!freeDetection[i] || !freeTruth[g]) continue;
                (freeDetection[i], freeTruth[g]) = (false, false);
                counts[places[objects[g].CategoryId] * (categories.Length + 1) + places[dets[i].CategoryId]]++;
            }
            for (var g = 0; g < objects.Length; g++) if (freeTruth[g]) counts[places[objects[g].CategoryId] * (categories.Length + 1) + categories.Length]++;
            for (var i = 0; i < dets.Length; i++)
            {
                if (freeDetection[i] && !crowds.Any(t => Overlap(dets[i], t) >= enough)) counts[categories.Length * (categories.Length + 1) + places[dets[i].CategoryId]]++;
            }
        }
        return new([.. categories.Select(static c => c.Name)], [.. counts]);
    }

    private static double Overlap(Detection d, CocoAnnotation t) => CocoOverlap.OfBoxes((d.X, d.Y, d.Width, d.Height), (t.X, t.Y, t.Width, t.Height), t.IsCrowd);
}
