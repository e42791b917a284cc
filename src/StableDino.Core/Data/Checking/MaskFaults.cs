using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using static StableDino.Data.CocoCheck;

namespace StableDino.Data;

/// <summary>What is wrong with an annotation's mask, and where mask, box and area contradict each other.</summary>
internal static class MaskFaults
{
    /// <summary>
    /// Masks drawn by hand and boxes drawn by hand agree to about this share of the box's longer side, or this many
    /// pixels.
    /// </summary>
    private const double EdgeShare = 0.1, EdgePixels = 3;

    /// <summary>Areas agree to this share, or this many pixels: polygons are often simplified.</summary>
    private const double AreaShare = 0.3, AreaPixels = 16;

    /// <param name="a">The annotation.</param>
    /// <param name="image">Its image, where it has a size.</param>
    /// <param name="boxIsSound">Whether the mask is compared with the box.</param>
    /// <param name="faults">Takes what is found.</param>
    public static void Collect(CocoAnnotation a, CocoImage? image, bool boxIsSound, FaultList faults)
    {
        if (a.IsCrowd && a.Segmentation.Case is not (Segmentation.RunLengths or Segmentation.CompressedRunLengths))
            Add(faults, a, DataFaultKind.CrowdWithoutRunLengths,
                a.Segmentation.IsSome ? "The crowd's mask is polygons, not run lengths." : "The crowd has no mask.",
                "Write its mask as run lengths, for example with pycocotools' mask.encode: scores of masks pass over "
                + "what a crowd covers.");
        var extent = Extent(a, image, faults);
        if (boxIsSound) Compare(extent, a, faults);
    }

    /// <summary>How far the mask reaches; none where there is none that is usable.</summary>
    public static Option<MaskExtent> Extent(CocoAnnotation a, CocoImage? image) => Extent(a, image, new FaultList(""));

    private static Option<MaskExtent> Extent(CocoAnnotation a, CocoImage? image, FaultList faults) =>
        a.Segmentation.Case switch
        {
            Segmentation.Polygons polygons => Polygons(polygons.Rings, a, image, faults),
            Segmentation.RunLengths runs => Runs(runs, a, image, faults),
            Segmentation.CompressedRunLengths text => Text(text, a, image, faults),
            _ => Option<MaskExtent>.None,
        };

    private static void Compare(Option<MaskExtent> extent, CocoAnnotation a, FaultList faults)
    {
        var whole = a.Width * a.Height;
        if (extent.Case is MaskExtent mask)
        {
            var off = Math.Max(
                Math.Max(Math.Abs(mask.X0 - a.X), Math.Abs(mask.Y0 - a.Y)),
                Math.Max(Math.Abs(mask.X1 - a.X - a.Width), Math.Abs(mask.Y1 - a.Y - a.Height)));
            if (off > Math.Max(EdgePixels, EdgeShare * Math.Max(a.Width, a.Height)))
                Add(faults, a, DataFaultKind.MaskBoxDiffers,
                    $"The mask reaches from [{CocoCheck.Text(mask.X0)}, {CocoCheck.Text(mask.Y0)}] to "
                    + $"[{CocoCheck.Text(mask.X1)}, {CocoCheck.Text(mask.Y1)}], "
                        + $"the box {BoxText(a)} is up to {CocoCheck.Text(off)} pixels off.",
                    "Look at both, and write the box of the mask or the mask of the box.");
            else if (Differ(a.Area, mask.Area) && Differ(a.Area, whole))
                Area($"the mask covers {CocoCheck.Text(mask.Area)}");
        }
        else if (double.IsFinite(a.Area) && a.Area - whole > Math.Max(AreaPixels, AreaShare * whole))
            Area($"the box has {CocoCheck.Text(whole)}");

        void Area(string other) =>
            Add(faults, a, DataFaultKind.AreaDiffers, $"The area is {CocoCheck.Text(a.Area)} square pixels, {other}.",
                "Write the mask's area: scores by size go by it.");
    }

    private static bool Differ(double area, double other) =>
        double.IsFinite(area) && area >= 0
        && Math.Abs(area - other) > Math.Max(AreaPixels, AreaShare * Math.Max(area, other));

    private static Option<MaskExtent> Polygons(
        ImmutableArray<ImmutableArray<double>> rings, CocoAnnotation a, CocoImage? image, FaultList faults)
    {
        var extent = MaskExtent.Nothing;
        foreach (var ring in rings)
        {
            if (ring.Length % 2 != 0)
                return Unusable(faults, a, DataFaultKind.PolygonOdd,
                    $"a polygon has {ring.Length} numbers, not an even count", "Write x and y of each point.");
            if (ring.Length < 6)
                return Unusable(faults, a, DataFaultKind.PolygonShort, $"a polygon has {ring.Length / 2} points",
                    "Write three points or more, or remove the polygon.");
            extent = extent.With(ring.AsSpan());
        }
        if (!double.IsFinite(extent.X0 + extent.Y0 + extent.X1 + extent.Y1 + extent.Area))
            return Unusable(faults, a, DataFaultKind.PolygonNotFinite, "a polygon holds a number that is not finite",
                "Write x and y of each point in pixels.");
        if (extent.Area == 0)
            return Unusable(faults, a, DataFaultKind.MaskEmpty, "its polygons enclose nothing",
                "Draw the mask again, or remove it.");
        if (image is not null
            && Math.Max(Math.Max(-extent.X0, -extent.Y0),
                Math.Max(extent.X1 - image.Width, extent.Y1 - image.Height)) is > AnnotationFaults.Rounding and var over
            && AnnotationFaults.Over(a, image) <= AnnotationFaults.Rounding)
            Add(faults, a, DataFaultKind.PolygonOverEdge,
                $"A polygon reaches {CocoCheck.Text(over)} pixels out of its image of {image.Width} × {image.Height}; "
                + "what is outside is cut.", "Write the mask of what is visible.");
        return extent;
    }

    private static Option<MaskExtent> Text(
        Segmentation.CompressedRunLengths text, CocoAnnotation a, CocoImage? image, FaultList faults) =>
        OtherSize(text.Height, text.Width, a, image, faults)
            ? Option<MaskExtent>.None
            : RunLengthText.Read(text).Match(
                runs => Runs(runs, a, image, faults),
                problem =>
                    Unusable(faults, a, DataFaultKind.RunLengthsDamaged, char.ToLowerInvariant(problem[0])
                        + problem[1..].TrimEnd('.'), "Write it again, for example with pycocotools' mask.encode."));

    private static Option<MaskExtent> Runs(
        Segmentation.RunLengths runs, CocoAnnotation a, CocoImage? image, FaultList faults)
    {
        if (OtherSize(runs.Height, runs.Width, a, image, faults)) return default;
        long sum = 0;
        foreach (var run in runs.Counts) sum += run;
        if (sum != (long)runs.Height * runs.Width)
            return Unusable(faults, a, DataFaultKind.RunLengthsSum,
                $"its run lengths add up to {sum}, its size to {(long)runs.Height * runs.Width} pixels",
                "Write it again, for example with pycocotools' mask.encode.");
        var area = RunLengthMasks.Area(runs);
        if (area == 0)
            return Unusable(faults, a, DataFaultKind.MaskEmpty, "it has no pixel",
                "Draw the mask again, or remove it.");
        var (x, y, width, height) = RunLengthMasks.TightBox(runs);
        return new MaskExtent(x, y, x + width, y + height, area);
    }

    private static bool OtherSize(int height, int width, CocoAnnotation a, CocoImage? image, FaultList faults)
    {
        if (image is null || (height == image.Height && width == image.Width)) return false;
        Unusable(faults, a, DataFaultKind.RunLengthsSize,
            $"it is {width} × {height} pixels, its image {image.Width} × {image.Height}",
            "Write it at the image's size; \"size\" is [height, width].");
        return true;
    }

    private static Option<MaskExtent> Unusable(
        FaultList faults, CocoAnnotation a, DataFaultKind kind, string what, string hint)
    {
        Add(faults, a, kind, $"The mask is unusable: {what}.", $"{hint} Boxes are used all the same.");
        return default;
    }

    private static void Add(FaultList faults, CocoAnnotation a, DataFaultKind kind, string message, string hint) =>
        faults.Add(kind, message, Place(a), hint, a.ImageId, a.Id);
}
