using static StableDino.Data.CocoCheck;

namespace StableDino.Data;

/// <summary>What is wrong with one annotation's numbers, in an image that has a size.</summary>
internal static class AnnotationFaults
{
    /// <summary>A box may reach this many pixels over the edge, by rounding, before it is worth a word.</summary>
    private const double Rounding = 1;

    public static IEnumerable<DataFault> Of(CocoAnnotation annotation, CocoImage image, string file, string place)
    {
        foreach (var fault in Box(annotation, image, file, place))
            yield return fault;
        if (!double.IsFinite(annotation.Area) || annotation.Area < 0)
            yield return new($"The area is {Text(annotation.Area)}.", file, place, "Write the mask's or the box's area in square pixels: scores by size need it.", DataFaultSeverity.Warning);
        foreach (var message in annotation.Segmentation.Map(mask => Mask(mask, image)).IfNone([]))
            yield return new($"The mask is unusable: {message}.", file, place, "Boxes are used all the same; mend the mask for mask scores.", DataFaultSeverity.Warning);
    }

    private static IEnumerable<DataFault> Box(CocoAnnotation a, CocoImage image, string file, string place)
    {
        var box = $"The box [{Text(a.X)}, {Text(a.Y)}, {Text(a.Width)}, {Text(a.Height)}]";
        if (!(double.IsFinite(a.X) && double.IsFinite(a.Y) && double.IsFinite(a.Width) && double.IsFinite(a.Height)))
            yield return new($"{box} holds a number that is not finite.", file, place, "Write x, y, width, height in pixels, or remove the annotation.");
        else if (a.Width < 0 || a.Height < 0)
            yield return new($"{box} has a negative side.", file, place, "Write x, y of the top left corner, then width and height.");
        else if (a.Width == 0 || a.Height == 0)
            yield return new($"{box} has no area; the annotation is left out.", file, place, "Remove it, or write its true box.", DataFaultSeverity.Warning);
        else if (a.X >= image.Width || a.Y >= image.Height || a.X + a.Width <= 0 || a.Y + a.Height <= 0)
            yield return new($"{box} lies wholly outside its image of {image.Width} × {image.Height}; the annotation is left out.", file, place, "Remove it, or write its true box.", DataFaultSeverity.Warning);
        else if (Math.Max(Math.Max(-a.X, -a.Y), Math.Max(a.X + a.Width - image.Width, a.Y + a.Height - image.Height)) is > Rounding and var over)
            yield return new($"{box} reaches {Text(over)} pixels out of its image of {image.Width} × {image.Height}; it is clipped.", file, place, "Write the box of what is visible.", DataFaultSeverity.Warning);
    }

    private static IEnumerable<string> Mask(Segmentation mask, CocoImage image) => mask switch
    {
        Segmentation.Polygons(var rings) => rings
            .Where(ring => ring.Length < 6 || ring.Length % 2 != 0 || ring.Any(number => !double.IsFinite(number)))
            .Select(ring => ring.Length < 6 || ring.Length % 2 != 0
                ? $"a polygon has {ring.Length} numbers, not an even count from 6"
                : "a polygon holds a number that is not finite")
            .Take(1),
        Segmentation.RunLengths(var height, var width, _) when height != image.Height || width != image.Width => [OtherSize(height, width, image)],
        Segmentation.RunLengths(var height, var width, var counts) when counts.Sum(run => (long)run) is var sum && sum != (long)height * width =>
            [$"its run lengths add up to {sum}, its size to {(long)height * width} pixels"],
        Segmentation.CompressedRunLengths(var height, var width, _) when height != image.Height || width != image.Width => [OtherSize(height, width, image)],
        _ => [],
    };

    private static string OtherSize(int height, int width, CocoImage image) =>
        $"it is {width} × {height} pixels, its image {image.Width} × {image.Height}";
}
