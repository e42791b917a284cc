using System.Collections.Immutable;
using static StableDino.Data.CocoCheck;

namespace StableDino.Data;

/// <summary>What is wrong with the numbers of annotations, each on its own.</summary>
internal static class AnnotationFaults
{
    /// <summary>A box may reach this many pixels over the edge, by rounding, before it is worth a word.</summary>
    public const double Rounding = 1;

    private const int Chunk = 1 << 14;

    /// <summary>The faults of each stretch of annotations, in order; stretches are judged side by side.</summary>
    public static IEnumerable<FaultList> Collect(ImmutableArray<CocoAnnotation> annotations,
        IReadOnlyDictionary<long, CocoImage> images, BoxPattern pattern, string file)
    {
        var parts = new FaultList[(annotations.Length + Chunk - 1) / Chunk];
        Parallel.For(0, parts.Length, part =>
        {
            var faults = parts[part] = new FaultList(file);
            for (var i = part * Chunk; i < Math.Min(annotations.Length, (part + 1) * Chunk); i++)
            {
                var image = images.TryGetValue(annotations[i].ImageId, out var listed)
                    && ImageFaults.SizeIsUsable(listed.Width, listed.Height) ? listed : null;
                Collect(annotations[i], image, pattern, faults);
            }
        });
        return parts;
    }

    /// <summary>The faults of one annotation.</summary>
    public static void Collect(CocoAnnotation a, CocoImage? image, BoxPattern pattern, FaultList faults)
    {
        var sound = Box(a, image, pattern, faults);
        if (!double.IsFinite(a.Area) || a.Area < 0)
            Add(faults, a, DataFaultKind.AreaInvalid, $"The area is {Text(a.Area)}.",
                "Write the mask's or the box's area in square pixels: scores by size need it.");
        MaskFaults.Collect(a, image, sound && pattern == BoxPattern.Pixels, faults);
    }

    /// <summary>
    /// Whether the box is one that a mask can be compared with: finite, with an area, within its image.
    /// </summary>
    private static bool Box(CocoAnnotation a, CocoImage? image, BoxPattern pattern, FaultList faults)
    {
        if (!(double.IsFinite(a.X) && double.IsFinite(a.Y) && double.IsFinite(a.Width) && double.IsFinite(a.Height)))
            return Add(faults, a, DataFaultKind.BoxNotFinite,
                $"The box {BoxText(a)} holds a number that is not finite.",
                "Write x, y, width, height in pixels, or remove the annotation.");
        if (a.Width < 0 || a.Height < 0)
            return Add(faults, a, DataFaultKind.BoxInverted, $"The box {BoxText(a)} has a negative side.",
                "Write x, y of the top left corner, then width and height.");
        if (a.Width == 0 || a.Height == 0)
            return Add(faults, a, DataFaultKind.BoxEmpty,
                $"The box {BoxText(a)} has no area; the annotation is left out.", "Remove it, or write its true box.");
        if (pattern != BoxPattern.Pixels || image is null) return true;
        if (a.X >= image.Width || a.Y >= image.Height || a.X + a.Width <= 0 || a.Y + a.Height <= 0)
            return Add(faults, a, DataFaultKind.BoxOutside,
                $"The box {BoxText(a)} lies wholly outside its image of {image.Width} × {image.Height}; the "
                + "annotation is left out.", "Remove it, or write its true box.");
        if (a.Width < 1 || a.Height < 1)
            Add(faults, a, DataFaultKind.BoxTiny, $"The box {BoxText(a)} is less than a pixel wide or high.",
                "Look at it: nobody can see such an object. Remove it, or write its true box.");
        if (Over(a, image) is > Rounding and var over)
            return Add(faults, a, DataFaultKind.BoxOverEdge,
                $"The box {BoxText(a)} reaches {Text(over)} pixels out of its image of {image.Width} × "
                + $"{image.Height}; it is clipped.", "Write the box of what is visible.");
        return true;
    }

    /// <summary>How many pixels a box reaches over its image's edge.</summary>
    public static double Over(CocoAnnotation a, CocoImage image) =>
        Math.Max(Math.Max(-a.X, -a.Y), Math.Max(a.X + a.Width - image.Width, a.Y + a.Height - image.Height));

    private static bool Add(FaultList faults, CocoAnnotation a, DataFaultKind kind, string message, string hint)
    {
        faults.Add(kind, message, Place(a), hint, a.ImageId, a.Id);
        return false;
    }
}
