using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>The detections and the truths of one image, of any class, and how much they overlap.</summary>
/// <param name="Detections">[D] places among all detections, by falling score.</param>
/// <param name="Truths">[G] places among all truths, in file order.</param>
/// <param name="Overlaps">[D, G].</param>
internal sealed record ImagePairs(int[] Detections, int[] Truths, double[] Overlaps)
{
    /// <summary>Overlap of the d-th detection here with the g-th truth.</summary>
    public double this[int d, int g] => Overlaps[d * Truths.Length + g];

    /// <summary>Only the detections from a score on.</summary>
    public ImagePairs From(double lowestScore, IReadOnlyList<Detection> detections)
    {
        var kept = Detections.TakeWhile(d => detections[d].Score >= lowestScore).ToArray();
        return new(kept, Truths, Overlaps[..(kept.Length * Truths.Length)]);
    }

    /// <summary>Every image in turn; detections and truths of categories that the truth does not list are left out.</summary>
    public static ParallelQuery<ImagePairs> Of(CocoAnnotations truth, IReadOnlyList<Detection> detections, OverlapKind overlap, double lowestScore)
    {
        var categories = truth.Categories.Select(static category => category.Id).ToHashSet();
        var found = Enumerable.Range(0, detections.Count)
            .Where(d => detections[d].Score >= lowestScore && categories.Contains(detections[d].CategoryId)).ToLookup(d => detections[d].ImageId);
        var there = Enumerable.Range(0, truth.Annotations.Length)
            .Where(g => categories.Contains(truth.Annotations[g].CategoryId)).ToLookup(g => truth.Annotations[g].ImageId);
        var masks = new MaskSource(overlap == OverlapKind.Mask ? truth.Images : []);
        return truth.Images.Select(static image => image.Id).Distinct().ToArray().AsParallel().AsOrdered().Select(image =>
        {
            int[] here = [.. found[image].OrderByDescending(d => detections[d].Score)], objects = [.. there[image]];
            var (dets, truths) = (Array.ConvertAll(here, d => detections[d]), Array.ConvertAll(objects, g => truth.Annotations[g]));
            return new ImagePairs(here, objects, overlap == OverlapKind.Mask ? OfMasks(dets, truths, masks) : OfBoxes(dets, truths));
        });
    }

    private static double[] OfBoxes(Detection[] detections, CocoAnnotation[] truths)
    {
        var overlaps = new double[detections.Length * truths.Length];
        for (var at = 0; at < overlaps.Length; at++)
        {
            var (d, t) = (detections[at / truths.Length], truths[at % truths.Length]);
            overlaps[at] = CocoOverlap.OfBoxes((d.X, d.Y, d.Width, d.Height), (t.X, t.Y, t.Width, t.Height), t.IsCrowd);
        }
        return overlaps;
    }

    private static double[] OfMasks(Detection[] detections, CocoAnnotation[] truths, MaskSource masks)
    {
        if (detections.Length == 0 || truths.Length == 0) return [];
        var measured = Array.ConvertAll(truths, truth => new CocoOverlap.MeasuredMask(masks.Of(truth)));
        return
        [
            .. detections.Select(detection => new CocoOverlap.MeasuredMask(masks.Of(detection)))
                .SelectMany(mask => measured.Select((truth, g) => CocoOverlap.OfMasks(mask, truth, truths[g].IsCrowd))),
        ];
    }
}
