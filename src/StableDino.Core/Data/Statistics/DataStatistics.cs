using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>What is in a split, in numbers.</summary>
/// <param name="Images">Images.</param>
/// <param name="Masks">Annotations with a mask.</param>
/// <param name="Classes">Category by category, in file order.</param>
/// <param name="ObjectsPerImage">Images by number of objects, crowds not counted.</param>
/// <param name="BoxSides">Objects by the square root of their box's area, pixels of the image as it is stored.</param>
/// <param name="BoxAspects">Objects by width over height.</param>
/// <param name="ImageSizes">Images by width × height, the commonest first.</param>
public sealed record DataStatistics(
    int Images, int Masks, ImmutableArray<ClassStatistics> Classes, ImmutableArray<Bin> ObjectsPerImage,
    ImmutableArray<Bin> BoxSides,
    ImmutableArray<Bin> BoxAspects, ImmutableArray<Bin> ImageSizes)
{
    private const double SmallArea = 32 * 32, MediumArea = 96 * 96;

    /// <summary>Objects of all categories.</summary>
    public int Objects => Classes.Sum(one => one.Objects);

    /// <summary>Crowds of all categories.</summary>
    public int Crowds => Classes.Sum(one => one.Crowds);

    /// <summary>
    /// Counts what a file holds; annotations of unknown images or categories, and boxes without an area, do not count.
    /// </summary>
    public static DataStatistics Of(CocoAnnotations content)
    {
        var classes = new ClassList(content.Categories);
        var images = content.Images.Select((image, index) => (image.Id, index)).DistinctBy(pair => pair.Id)
            .ToDictionary(pair => pair.Id, pair => pair.index);
        var (small, medium, large, crowds, seenIn) = (new int[classes.Count], new int[classes.Count],
            new int[classes.Count], new int[classes.Count], new int[classes.Count]);
        var perImage = new int[content.Images.Length];
        var pairs = new HashSet<(int, int)>();
        var objects = new List<CocoAnnotation>(content.Annotations.Length);
        foreach (var a in content.Annotations)
        {
            if (!images.TryGetValue(a.ImageId, out var image) || classes.IndexOf(a.CategoryId).Case is not int index
                || !(a.Width > 0 && a.Height > 0)) continue;
            if (pairs.Add((image, index))) seenIn[index]++;
            if (a.IsCrowd)
            {
                crowds[index]++;
                continue;
            }
            perImage[image]++;
            (a.Area < SmallArea ? small : a.Area < MediumArea ? medium : large)[index]++;
            objects.Add(a);
        }
        return new(
            content.Images.Length, content.Annotations.Count(a => a.Segmentation.IsSome),
            [.. classes.Categories.Select((category, i) =>
                new ClassStatistics(category, seenIn[i], small[i], medium[i], large[i], crowds[i]))],
            Bins.OfCounts(perImage), Bins.OfSides(objects.Select(a => Math.Sqrt(a.Width * a.Height))),
            Bins.OfAspects(objects.Select(a => a.Width / a.Height)),
            [.. content.Images.GroupBy(image => (image.Width, image.Height)).OrderByDescending(group => group.Count())
                .Select(group => new Bin($"{group.Key.Width}×{group.Key.Height}", group.Count()))]);
    }
}
