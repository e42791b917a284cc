using System.Collections.Immutable;
using System.Globalization;

namespace StableDino.Data;

/// <summary>What is wrong with the meaning of annotations that are sound in structure: asked before training, not before scoring.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>error</term><description>repeated ids of images, categories or annotations; an image without a size or with a file name
/// outside its folder; an annotation of an unknown image or category; a box with a negative side or a number that is not finite.</description></item>
/// <item><term>warning, annotation left out</term><description>a box of no area, or wholly outside its image.</description></item>
/// <item><term>warning, box clipped</term><description>a box that reaches more than a pixel over its image's edge.</description></item>
/// <item><term>warning, mask unusable</term><description>a polygon of an odd count of numbers or under three points; run lengths that
/// do not add up to the mask, or a mask of another size than the image. Boxes are trained all the same.</description></item>
/// </list>
/// </remarks>
public static class CocoCheck
{
    /// <summary>Every fault, in file order: images, categories, annotations.</summary>
    /// <param name="content">What the file says.</param>
    /// <param name="file">Name to use in faults.</param>
    public static ImmutableArray<DataFault> Faults(CocoAnnotations content, string file)
    {
        var faults = ImmutableArray.CreateBuilder<DataFault>();
        var images = new Dictionary<long, CocoImage>(content.Images.Length);
        foreach (var image in content.Images)
        {
            if (!images.TryAdd(image.Id, image))
                faults.Add(new($"Image id {image.Id} is used twice, by {images[image.Id].FileName} and {image.FileName}.", file, $"image {image.Id}", "Give each image an id of its own."));
            faults.AddRange(ImageFaults.Of(image, file));
        }
        var categories = new Dictionary<long, CocoCategory>(content.Categories.Length);
        foreach (var category in content.Categories)
            if (!categories.TryAdd(category.Id, category))
                faults.Add(new($"Category id {category.Id} is used twice, by {categories[category.Id].Name} and {category.Name}.", file, $"category {category.Id}", "Give each category an id of its own."));
        if (categories.Count == 0)
            faults.Add(new("There is no category to learn.", file, "", "List the classes under \"categories\"."));
        if (images.Count == 0)
            faults.Add(new("There is no image.", file, "", "List the images under \"images\"."));

        if (content.Annotations.IsEmpty)
            faults.Add(new("There is no annotation: every image counts as background.", file, "", "Check that this is the file you mean.", DataFaultSeverity.Warning));

        var (sortedImages, sortedCategories) = (images.Keys.Order().ToArray(), categories.Keys.Order().ToArray());
        var ids = new HashSet<long>(content.Annotations.Length);
        foreach (var annotation in content.Annotations)
        {
            var place = Place(annotation);
            if (!ids.Add(annotation.Id))
                faults.Add(new($"Annotation id {annotation.Id} is used twice.", file, place, "Give each annotation an id of its own."));
            if (!images.TryGetValue(annotation.ImageId, out var image))
                faults.Add(new($"Annotation {annotation.Id} lies in image {annotation.ImageId}, which is not listed.", file, place,
                    $"Nearest image ids: {string.Join(", ", Nearest(sortedImages, annotation.ImageId))}."));
            if (!categories.ContainsKey(annotation.CategoryId))
                faults.Add(new($"Annotation {annotation.Id} is of category {annotation.CategoryId}, which is not listed.", file, place,
                    $"Nearest categories: {string.Join(", ", Nearest(sortedCategories, annotation.CategoryId).Select(id => $"{id} ({categories[id].Name})"))}."));
            if (image is { Width: > 0, Height: > 0 })
                faults.AddRange(AnnotationFaults.Of(annotation, image, file, place));
        }
        return faults.ToImmutable();
    }

    /// <summary>How faults name an annotation.</summary>
    internal static string Place(CocoAnnotation annotation) => $"annotation {annotation.Id} of image {annotation.ImageId}";

    /// <summary>The three of <paramref name="sorted"/> that lie nearest to <paramref name="wanted"/>, ascending.</summary>
    internal static IEnumerable<long> Nearest(long[] sorted, long wanted)
    {
        var at = Array.BinarySearch(sorted, wanted);
        var first = Math.Max(0, (at < 0 ? ~at : at) - 3);
        return sorted.Skip(first).Take(6).OrderBy(id => Math.Abs((double)id - wanted)).Take(3).Order();
    }

    /// <summary>A number as people write it, the same everywhere.</summary>
    internal static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
