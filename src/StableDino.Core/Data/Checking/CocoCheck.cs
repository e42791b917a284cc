using System.Collections.Immutable;
using System.Globalization;

namespace StableDino.Data;

/// <summary>
/// What is wrong with the meaning of annotations that are sound in structure: asked before training, not before
/// scoring.
/// </summary>
/// <remarks>
/// <see cref="DataFaultKind"/> lists what is asked and <see cref="DataFaultKinds.Severity"/> what each answer means;
/// docs/data.md has a fix for
/// it. An entry is judged by the causes that it has itself: a box in an image that is not listed, or whose id is used
/// twice, is not compared
/// with an image.
/// </remarks>
public static class CocoCheck
{
    /// <summary>
    /// Every fault, in file order: images, categories, annotations; notes on the file as a whole come last.
    /// </summary>
    /// <param name="content">What the file holds.</param>
    /// <param name="file">Name to use in faults.</param>
    public static ImmutableArray<DataFault> Faults(CocoAnnotations content, string file) =>
        Faults(content, file, UnreadIds.None);

    /// <summary>
    /// As <see cref="Faults(CocoAnnotations, string)"/>, for a file of which some entries could not be read.
    /// </summary>
    internal static ImmutableArray<DataFault> Faults(CocoAnnotations content, string file, UnreadIds unread)
    {
        var faults = new FaultList(file);
        var images = ImageFaults.Collect(content.Images, faults);
        CategoryFaults.Collect(content.Categories, faults);
        if (images.Count == 0 && unread.ImageEntries == 0)
            faults.Add(DataFaultKind.ImagesNone, "There is no image.", "", "List the images under \"images\".");
        if (content.Categories.IsEmpty && unread.CategoryEntries == 0)
            faults.Add(DataFaultKind.CategoriesNone, "There is no category to learn.", "",
                "List the classes under \"categories\".");
        if (content.Annotations.IsEmpty && unread.AnnotationEntries == 0)
            faults.Add(DataFaultKind.AnnotationsNone, "There is no annotation: every image counts as background.", "",
                "Check that this is the file you mean.");

        var pattern = BoxPatterns.Of(content.Annotations, images, faults);
        ReferenceFaults.Collect(content, images, unread, faults);
        foreach (var part in AnnotationFaults.Collect(content.Annotations, images, pattern, file)) faults.Add(part);
        IdFaults.Collect(content, faults);
        UseFaults.Collect(content, faults);
        return [.. faults.All];
    }

    /// <summary>How faults name an annotation.</summary>
    internal static string Place(CocoAnnotation annotation) =>
        $"annotation {annotation.Id} of image {annotation.ImageId}";

    /// <summary>
    /// The three of <paramref name="sorted"/> that lie nearest to <paramref name="wanted"/>, ascending.
    /// </summary>
    internal static IEnumerable<long> Nearest(long[] sorted, long wanted)
    {
        var at = Array.BinarySearch(sorted, wanted);
        var first = Math.Max(0, (at < 0 ? ~at : at) - 3);
        return sorted.Skip(first).Take(6).OrderBy(id => Math.Abs((double)id - wanted)).Take(3).Order();
    }

    /// <summary>A number as people write it, the same everywhere.</summary>
    internal static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A box as people write it.</summary>
    internal static string BoxText(CocoAnnotation a) =>
        $"[{Text(a.X)}, {Text(a.Y)}, {Text(a.Width)}, {Text(a.Height)}]";
}
