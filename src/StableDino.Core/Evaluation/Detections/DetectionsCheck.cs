using System.Collections.Immutable;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>Whether detections belong to a ground truth, asked before they are scored against it.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>error</term><description>detections in images that the ground truth does not list, as in the toolbox; a
/// ground truth or a detection
/// without a usable mask when masks are compared.</description></item>
/// <item><term>warning</term><description>detections of categories that the ground truth does not list: they do not
/// take part.</description></item>
/// </list>
/// </remarks>
public static class DetectionsCheck
{
    private const int Named = 10;

    /// <summary>Every fault, one a kind, each naming the first entries it concerns.</summary>
    /// <param name="target">What the detections are scored against.</param>
    /// <param name="detections">The detections.</param>
    /// <param name="overlap">What will be compared.</param>
    /// <param name="targetFile">The ground truth's name in faults.</param>
    /// <param name="detectionsFile">The detections' name in faults.</param>
    public static ImmutableArray<DataFault> Faults(
        CocoAnnotations target, IReadOnlyList<Detection> detections, OverlapKind overlap, string targetFile,
        string detectionsFile)
    {
        var images = target.Images.Select(static image => image.Id).ToHashSet();
        var categories = target.Categories.Select(static category => category.Id).ToHashSet();
        var faults = ImmutableArray.CreateBuilder<DataFault>();
        Note(detections.Select(static d => d.ImageId).Where(id => !images.Contains(id)), ids => new(
            $"{ids.Count} detections lie in images that {targetFile} does not list: {ids.Text}.",
            detectionsFile, "image_id",
            "Score them against the ground truth of the split they were made on."));
        Note(detections.Select(static d => d.CategoryId).Where(id => !categories.Contains(id)), ids => new(
            $"{ids.Count} detections are of categories that {targetFile} does not list: {ids.Text}. They do not take "
            + "part.", detectionsFile, "category_id",
            "Use the category ids of the ground truth, not class indices.", DataFaultSeverity.Warning));
        if (overlap == OverlapKind.Mask)
        {
            Note(target.Annotations.Where(static a => !RunLengthText.Usable(a.Segmentation)).Select(static a => a.Id),
                ids => new(
                    $"{ids.Count} annotations have no usable mask: {ids.Text}.", targetFile, "segmentation",
                    "Score boxes, or give every annotation a mask."));
            Note(detections.Where(static d => !RunLengthText.Usable(d.Mask)).Select(static d => d.ImageId), ids => new(
                $"{ids.Count} detections have no usable mask, in images {ids.Text}.", detectionsFile, "segmentation",
                "Score boxes, or give every detection a mask."));
        }
        return faults.ToImmutable();

        void Note(IEnumerable<long> ids, Func<(int Count, string Text), DataFault> fault)
        {
            var all = ids.ToArray();
            if (all.Length == 0) return;
            var distinct = all.Distinct().ToArray();
            faults.Add(
                fault((all.Length, string.Join(", ", distinct.Take(Named)) + (distinct.Length > Named ? ", …" : ""))));
        }
    }
}
