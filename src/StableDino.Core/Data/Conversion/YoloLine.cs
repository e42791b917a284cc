using System.Collections.Immutable;
using System.Globalization;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// One object of a YOLO label file: <c>class cx cy w h</c>, or <c>class x0 y0 x1 y1 …</c>, in shares of the image's
/// sides.
/// </summary>
/// <param name="Class">Class index.</param>
/// <param name="Numbers">Four numbers of a box, or six or more of a polygon.</param>
internal sealed record YoloLine(int Class, ImmutableArray<double> Numbers)
{
    private const double Tolerance = 0.01;

    public bool IsPolygon => Numbers.Length > 4;

    /// <summary>Whether all lies within the image, but for rounding.</summary>
    public bool IsRelative => Numbers.All(number => number is >= -Tolerance and <= 1 + Tolerance);

    /// <summary>The object of a line, or what is wrong with it.</summary>
    public static Either<string, YoloLine> Parse(string line)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 5) return $"A line has {words.Length} numbers, not a class and the four of a box.";
        if (words.Length == 6)
            return "A line has a class and five numbers: a box has four, a polygon six or more; is the last one a "
                + "score?";
        if (words.Length % 2 == 0) return $"A polygon has {words.Length - 1} numbers, not an even count.";
        var numbers = new double[words.Length];
        for (var i = 0; i < words.Length; i++)
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i]))
                return $"\"{Shortened(words[i])}\" is not a number.";
        return numbers[0] is >= 0 and <= 100_000 && numbers[0] == Math.Truncate(numbers[0])
            ? new YoloLine((int)numbers[0], [.. numbers.Skip(1)])
            : $"{Shortened(words[0])} is no class index.";
    }

    /// <summary>The annotation in an image.</summary>
    public CocoAnnotation ToAnnotation(long id, CocoImage image)
    {
        if (!IsPolygon)
        {
            var (width, height) = (Numbers[2] * image.Width, Numbers[3] * image.Height);
            return new(id, image.Id, Class + 1, Numbers[0] * image.Width - width / 2,
                Numbers[1] * image.Height - height / 2, width, height, width * height, IsCrowd: false, default);
        }
        ImmutableArray<double> ring =
            [.. Numbers.Select((number, i) => number * (i % 2 == 0 ? image.Width : image.Height))];
        var extent = MaskExtent.Nothing.With(ring.AsSpan());
        return new(id, image.Id, Class + 1, extent.X0, extent.Y0, extent.X1 - extent.X0, extent.Y1 - extent.Y0,
            extent.Area, IsCrowd: false, new Segmentation.Polygons([ring]));
    }

    private static string Shortened(string word) => word.Length <= 20 ? word : word[..20] + "…";
}
