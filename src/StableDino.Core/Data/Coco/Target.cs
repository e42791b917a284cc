using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Data;

/// <summary>Annotations as objects to learn.</summary>
internal static class Target
{
    /// <summary>The objects of each image, in order of images and annotations.</summary>
    public static ImmutableArray<ImmutableArray<TargetBox>> OfImages(CocoAnnotations content, ClassList classes)
    {
        var byImage = content.Annotations.ToLookup(annotation => annotation.ImageId);
        return [.. content.Images.Select(image =>
            byImage[image.Id].SelectMany(annotation => Of(annotation, image, classes)).ToImmutableArray())];
    }

    /// <summary>
    /// The object, clipped to its image; none for a crowd, an unknown class, or a box of which nothing is inside.
    /// </summary>
    public static Option<TargetBox> Of(CocoAnnotation annotation, CocoImage image, ClassList classes)
    {
        var (x0, y0) = (Math.Max(annotation.X, 0), Math.Max(annotation.Y, 0));
        var (x1, y1) = (Math.Min(annotation.X + annotation.Width, image.Width),
            Math.Min(annotation.Y + annotation.Height, image.Height));
        return annotation.IsCrowd || !(x1 > x0 && y1 > y0)
            ? Option<TargetBox>.None
            : classes.IndexOf(annotation.CategoryId).Map(index => new TargetBox(index, x0, y0, x1, y1));
    }
}
