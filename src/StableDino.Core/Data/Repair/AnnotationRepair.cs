using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using static StableDino.Data.DataFaultKind;

namespace StableDino.Data;

/// <summary>
/// One annotation repaired: what the check finds is repaired until it finds nothing more that can be.
/// </summary>
internal static class AnnotationRepair
{
    /// <summary>Each round repairs every fault found; repair one can uncover another.</summary>
    private const int MostRounds = 6;

    /// <summary>The annotation as it stays; none where nothing sound is left of it.</summary>
    /// <param name="annotation">As it is, in pixels of <paramref name="image"/>.</param>
    /// <param name="image">Its image, which has a size.</param>
    /// <param name="note">Called with what is done, and whether the annotation is left out by it.</param>
    public static Option<CocoAnnotation> Of(
        CocoAnnotation annotation, CocoImage image, Action<DataFaultKind, string, bool> note)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var before = annotation;
            foreach (var kind in Kinds(annotation, image))
            {
                if (Apply(kind, annotation, image).Case is not CocoAnnotation repaired)
                {
                    note(kind, $"its box {CocoCheck.BoxText(annotation)} is none", true);
                    return default;
                }
                if (Difference(annotation, repaired) is { Length: > 0 } what) note(kind, what, false);
                annotation = repaired;
            }
            if (ReferenceEquals(before, annotation)) break;
        }
        return annotation;
    }

    /// <summary>Numbers that are shares of the image, or corners, as left, top, width and height in pixels.</summary>
    public static CocoAnnotation InPixels(CocoAnnotation a, BoxPattern pattern, CocoImage image) => pattern switch
    {
        BoxPattern.Relative =>
            a with { X = a.X * image.Width, Y = a.Y * image.Height, Width = a.Width * image.Width,
                Height = a.Height * image.Height },
        BoxPattern.RelativeCentres => a with
        {
            X = (a.X - a.Width / 2) * image.Width, Y = (a.Y - a.Height / 2) * image.Height,
            Width = a.Width * image.Width, Height = a.Height * image.Height,
        },
        BoxPattern.Corners => a with { Width = a.Width - a.X, Height = a.Height - a.Y },
        _ => a,
    };

    /// <summary>The annotation in a picture so many times as large; run lengths cannot be scaled and go.</summary>
    public static CocoAnnotation Scaled(CocoAnnotation a, double x, double y) => a with
    {
        X = a.X * x, Y = a.Y * y, Width = a.Width * x, Height = a.Height * y, Area = a.Area * x * y,
        Segmentation = a.Segmentation.Case is Segmentation.Polygons polygons
            ? Each(polygons, (number, i) => number * (i % 2 == 0 ? x : y))
            : Option<Segmentation>.None,
    };

    private static IEnumerable<DataFaultKind> Kinds(CocoAnnotation annotation, CocoImage image)
    {
        var faults = new FaultList("");
        AnnotationFaults.Collect(annotation, image, BoxPattern.Pixels, faults);
        return [.. faults.All.SelectMany(fault => fault.Kind).Distinct()];
    }

    private static Option<CocoAnnotation> Apply(DataFaultKind kind, CocoAnnotation a, CocoImage image) => kind switch
    {
        BoxNotFinite or BoxEmpty or BoxOutside => Option<CocoAnnotation>.None,
        BoxInverted => a with { X = Math.Min(a.X, a.X + a.Width), Y = Math.Min(a.Y, a.Y + a.Height),
            Width = Math.Abs(a.Width), Height = Math.Abs(a.Height) },
        BoxOverEdge => Clipped(a, image),
        AreaInvalid or AreaDiffers =>
            a with { Area = MaskFaults.Extent(a, image).Map(mask => mask.Area).IfNone(a.Width * a.Height) },
        PolygonOdd => Rings(a, ring => ring.Length % 2 == 0),
        PolygonShort => Rings(a, ring => ring.Length >= 6),
        PolygonNotFinite => Rings(a, ring => ring.All(double.IsFinite)),
        PolygonOverEdge when a.Segmentation.Case is Segmentation.Polygons polygons =>
            a with { Segmentation =
                Each(polygons, (number, i) => Math.Clamp(number, 0, i % 2 == 0 ? image.Width : image.Height)) },
        RunLengthsSum or RunLengthsSize or RunLengthsDamaged or MaskEmpty =>
            a with { Segmentation = Option<Segmentation>.None },
        CrowdWithoutRunLengths when a.Segmentation.Case is Segmentation.Polygons polygons
            && MaskFaults.Extent(a, image).IsSome && Within(polygons, image) =>
            a with { Segmentation = RunLengthMasks.Of(polygons, image.Height, image.Width) },
        _ => a,
    };

    private static CocoAnnotation Clipped(CocoAnnotation a, CocoImage image)
    {
        var (x0, y0) = (Math.Max(a.X, 0), Math.Max(a.Y, 0));
        return a with { X = x0, Y = y0, Width = Math.Min(a.X + a.Width, image.Width) - x0,
            Height = Math.Min(a.Y + a.Height, image.Height) - y0 };
    }

    private static CocoAnnotation Rings(CocoAnnotation a, Func<ImmutableArray<double>, bool> keep) => a with
    {
        Segmentation = a.Segmentation.Case is Segmentation.Polygons polygons
            && polygons.Rings.Where(keep).ToImmutableArray() is { IsEmpty: false } kept
            ? new Segmentation.Polygons(kept)
            : Option<Segmentation>.None,
    };

    private static Option<Segmentation> Each(Segmentation.Polygons polygons, Func<double, int, double> change) =>
        new Segmentation.Polygons([.. polygons.Rings.Select(ring => ring.Select(change).ToImmutableArray())]);

    private static bool Within(Segmentation.Polygons polygons, CocoImage image) =>
        polygons.Rings.All(ring =>
            ring.Select((number, i) => number >= -1 && number <= 1 + (i % 2 == 0 ? image.Width : image.Height))
                .All(fine => fine));

    private static string Difference(CocoAnnotation before, CocoAnnotation after)
    {
        List<string> words = [];
        if (CocoCheck.BoxText(before) != CocoCheck.BoxText(after))
            words.Add($"box {CocoCheck.BoxText(before)} became {CocoCheck.BoxText(after)}");
        if (!before.Area.Equals(after.Area))
            words.Add($"area {CocoCheck.Text(before.Area)} became {CocoCheck.Text(after.Area)}");
        if (before.Segmentation != after.Segmentation) words.Add($"mask {Mask(before)} became {Mask(after)}");
        return string.Join("; ", words);
    }

    private static string Mask(CocoAnnotation a) => a.Segmentation.Case switch
    {
        Segmentation.Polygons polygons =>
            $"of {polygons.Rings.Length} polygons with {polygons.Rings.Sum(ring => ring.Length)} numbers",
        Segmentation.RunLengths runs => $"of {runs.Counts.Length} run lengths",
        Segmentation.CompressedRunLengths => "of compressed run lengths",
        _ => "none",
    };
}
