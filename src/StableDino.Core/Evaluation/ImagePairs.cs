using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>
/// The detections and the ground-truth objects of one image, of any class, and how much they overlap.
/// </summary>
/// <param name="Detections">[D] places among all detections, by falling score.</param>
/// <param name="Targets">[G] places among all ground-truth objects, in file order.</param>
/// <param name="Overlaps">[D, G].</param>
internal sealed record ImagePairs(int[] Detections, int[] Targets, double[] Overlaps)
{
    /// <summary>Overlap of the d-th detection here with the g-th ground truth.</summary>
    public double this[int d, int g] => Overlaps[d * Targets.Length + g];

    /// <summary>Only the detections from a score on.</summary>
    public ImagePairs From(double lowestScore, IReadOnlyList<Detection> detections)
    {
        var kept = Detections.TakeWhile(d => detections[d].Score >= lowestScore).ToArray();
        return new(kept, Targets, Overlaps[..(kept.Length * Targets.Length)]);
    }

    /// <summary>
    /// Every image in turn; detections and ground-truth objects of categories that the ground truth does not
    /// list are left out.
    /// </summary>
    public static ParallelQuery<ImagePairs> Of(
        CocoAnnotations target, IReadOnlyList<Detection> detections, OverlapKind overlap, double lowestScore)
    {
        var categories = target.Categories.Select(static category => category.Id).ToHashSet();
        var found = Enumerable.Range(0, detections.Count)
            .Where(d => detections[d].Score >= lowestScore && categories.Contains(detections[d].CategoryId))
            .ToLookup(d => detections[d].ImageId);
        var there = Enumerable.Range(0, target.Annotations.Length)
            .Where(g => categories.Contains(target.Annotations[g].CategoryId))
            .ToLookup(g => target.Annotations[g].ImageId);
        var masks = new MaskSource(overlap == OverlapKind.Mask ? target.Images : []);
        return target.Images.Select(static image => image.Id).Distinct().ToArray().AsParallel().AsOrdered()
            .Select(image =>
            {
                int[] here = [.. found[image].OrderByDescending(d => detections[d].Score)], objects = [.. there[image]];
                var (dets, targets) =
                    (Array.ConvertAll(here, d => detections[d]), Array.ConvertAll(objects, g => target.Annotations[g]));
                return new ImagePairs(here, objects,
                    overlap == OverlapKind.Mask ? OfMasks(dets, targets, masks) : OfBoxes(dets, targets));
            });
    }

    private static double[] OfBoxes(Detection[] detections, CocoAnnotation[] targets)
    {
        var overlaps = new double[detections.Length * targets.Length];
        for (var at = 0; at < overlaps.Length; at++)
        {
            var (d, t) = (detections[at / targets.Length], targets[at % targets.Length]);
            overlaps[at] = CocoOverlap.OfBoxes((d.X, d.Y, d.Width, d.Height), (t.X, t.Y, t.Width, t.Height), t.IsCrowd);
        }
        return overlaps;
    }

    private static double[] OfMasks(Detection[] detections, CocoAnnotation[] targets, MaskSource masks)
    {
        if (detections.Length == 0 || targets.Length == 0) return [];
        var measured = Array.ConvertAll(targets, target => new CocoOverlap.MeasuredMask(masks.Of(target)));
        return
        [
            .. detections.Select(detection => new CocoOverlap.MeasuredMask(masks.Of(detection)))
                .SelectMany(mask =>
                    measured.Select((target, g) => CocoOverlap.OfMasks(mask, target, targets[g].IsCrowd))),
        ];
    }
}
