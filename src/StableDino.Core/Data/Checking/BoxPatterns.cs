using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Whole files of boxes in another convention: reported once for the file, not once a box.</summary>
internal static class BoxPatterns
{
    /// <summary>Fewer boxes than this can all look like corners by chance.</summary>
    private const int FewestCorners = 10;

    public static BoxPattern Of(
        ImmutableArray<CocoAnnotation> annotations, IReadOnlyDictionary<long, CocoImage> images, FaultList faults)
    {
        var pattern = Of(annotations, images);
        if (pattern is BoxPattern.Relative or BoxPattern.RelativeCentres)
            faults.Add(DataFaultKind.BoxesRelative,
                "All boxes lie between 0 and 1: they are shares of the image's sides, not pixels.", "",
                "Multiply x and width by the image's width, y and height by its height.");
        if (pattern == BoxPattern.Corners)
            faults.Add(DataFaultKind.BoxesAsCorners,
                "All boxes fit their images as left, top, right, bottom, and most of them not as left, top, width, "
                + "height.", "",
                "Write the width, right − left, and the height, bottom − top.");
        return pattern;
    }

    public static BoxPattern Of(ImmutableArray<CocoAnnotation> annotations, IReadOnlyDictionary<long, CocoImage> images)
    {
        var (relative, fractions, centres, corners, over, seen) = (true, false, false, true, 0, 0);
        foreach (var a in annotations)
        {
            if (!double.IsFinite(a.X + a.Y + a.Width + a.Height) || !images.TryGetValue(a.ImageId, out var image)
                || image.Width <= 1 || image.Height <= 1) continue;
            seen++;
            relative &= a is { X: >= 0 and <= 1, Y: >= 0 and <= 1, Width: > 0 and <= 1, Height: > 0 and <= 1 };
            fractions |= a.Width < 1 || a.Height < 1;
            centres |= a.X + a.Width > 1.001 || a.Y + a.Height > 1.001;
            corners &= a.X >= 0 && a.Y >= 0 && a.Width > a.X && a.Height > a.Y && a.Width <= image.Width + 1
                && a.Height <= image.Height + 1;
            if (a.X + a.Width > image.Width + 1 || a.Y + a.Height > image.Height + 1) over++;
            if (!relative && !corners) return BoxPattern.Pixels;
        }
        return seen > 0 && relative && fractions ? centres ? BoxPattern.RelativeCentres : BoxPattern.Relative
            : seen >= FewestCorners && corners && 2 * over > seen ? BoxPattern.Corners
            : BoxPattern.Pixels;
    }
}
