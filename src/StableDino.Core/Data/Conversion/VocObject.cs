using System.Globalization;
using LanguageExt;

namespace StableDino.Data;

/// <summary>One object of a Pascal VOC annotation.</summary>
/// <param name="Name">Its class.</param>
/// <param name="XMin">First column of its box, counted from 1 (or 0, see <see cref="VocReader"/>).</param>
/// <param name="YMin">First row.</param>
/// <param name="XMax">Last column.</param>
/// <param name="YMax">Last row.</param>
/// <param name="Flags">What else is noted of it.</param>
internal sealed record VocObject(string Name, double XMin, double YMin, double XMax, double YMax, VocFlags Flags)
{
    /// <summary>The object of an element, or what is wrong with it.</summary>
    public static Either<string, VocObject> Of(VocElement element)
    {
        var name = element["name"]?.Text.Trim() ?? "";
        if (name.Length == 0) return "An object has no <name>.";
        if (element["bndbox"] is not { } box) return $"An object ({name}) has no <bndbox>.";
        Span<double> numbers = stackalloc double[4];
        var at = 0;
        foreach (var key in (ReadOnlySpan<string>)["xmin", "ymin", "xmax", "ymax"])
        {
            if (!double.TryParse(box[key]?.Text, NumberStyles.Float, CultureInfo.InvariantCulture,
                out numbers[at]) || !double.IsFinite(numbers[at]))
                return $"The <bndbox> of an object ({name}) has no number <{key}>.";
            at++;
        }
        return new VocObject(name, numbers[0], numbers[1], numbers[2], numbers[3],
            new(Flag("difficult"), Flag("truncated")));

        bool Flag(string key) =>
            element[key]?.Text.Trim() is { Length: > 0 } text && text is not ("0" or "false" or "Unspecified");
    }

    /// <summary>The annotation; columns and rows counted from 1 include both ends.</summary>
    public CocoAnnotation ToAnnotation(long id, long image, long category, bool fromZero)
    {
        var (shift, more) = fromZero ? (0, 0) : (1, 1);
        var (width, height) = (XMax - XMin + more, YMax - YMin + more);
        return new(id, image, category, XMin - shift, YMin - shift, width, height, Math.Abs(width * height),
            IsCrowd: false, default);
    }
}
