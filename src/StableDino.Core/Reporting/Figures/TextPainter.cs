using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace StableDino.Reporting;

/// <summary>
/// Writes with the <see cref="StrokeFont"/>; what it lacks comes from a font of the machine, or is drawn as a frame.
/// </summary>
internal static class TextPainter
{
    private const double EmPerCapital = 0.72;
    private static readonly ConcurrentDictionary<string, SKPath> Paths = new();
    private static readonly ConcurrentDictionary<int, SKTypeface?> Typefaces = new();

    /// <summary>Width of a line, in pixels.</summary>
    /// <param name="text">One line.</param>
    /// <param name="size">Font size (em) in pixels.</param>
    public static double Width(string text, double size)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes()) width += Advance(rune, size);
        return text.Length == 0 ? 0 : width + Scale(size) * (StrokeFont.Pen - StrokeFont.Gap);
    }

    /// <summary>Height of a capital, in pixels.</summary>
    public static double CapitalHeight(double size) => EmPerCapital * size;

    /// <summary>Writes a line.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="text">One line.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="baseline">Baseline.</param>
    /// <param name="size">Font size (em) in pixels.</param>
    /// <param name="ink">Colour.</param>
    /// <param name="bold">A broader pen.</param>
    public static void Write(
        SKCanvas canvas, string text, double x, double baseline, double size, Ink ink, bool bold = false)
    {
        var scale = Scale(size);
        using var strokes = new SKPaint
        {
            IsAntialias = true, IsStroke = true, StrokeCap = SKStrokeCap.Round, StrokeJoin = SKStrokeJoin.Round,
            Color = ink.ToSkia(),
            StrokeWidth = (float)(Math.Max(StrokeFont.Pen * (bold ? 1.35 : 1) * scale, 1) / scale),
        };
        using var fill = new SKPaint { IsAntialias = true, Color = ink.ToSkia() };
        var pen = x + scale * StrokeFont.Pen / 2;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!StrokeFont.TryGlyph(rune.Value, out var glyph) && TypefaceFor(rune) is { } typeface)
            {
                using var font = new SKFont(typeface, (float)size);
                canvas.DrawText(rune.ToString(), (float)pen, (float)baseline, font, fill);
            }
            else
            {
                canvas.Save();
                canvas.Translate((float)pen, (float)baseline);
                canvas.Scale((float)scale);
                canvas.DrawPath(
                    Paths.GetOrAdd(glyph.Path ?? StrokeFont.Missing.Path, SKPath.ParseSvgPathData), strokes);
                canvas.Restore();
            }
            pen += Advance(rune, size);
        }
    }

    /// <summary>The text, or as much of it as fits, ending in two dots.</summary>
    public static string Shorten(string text, double size, double width)
    {
        if (Width(text, size) <= width) return text;
        for (var length = text.Length - 1; length > 0; length--)
        {
            var shorter = text[..length].TrimEnd() + "..";
            if (Width(shorter, size) <= width) return shorter;
        }
        return "";
    }

    internal static SKColor ToSkia(this Ink ink) =>
        new(ink.Red, ink.Green, ink.Blue, (byte)Math.Round(255 * ink.Opacity));

    private static double Advance(Rune rune, double size)
    {
        if (StrokeFont.TryGlyph(rune.Value, out var glyph)) return Scale(size) * (glyph.Width + StrokeFont.Gap);
        if (TypefaceFor(rune) is not { } typeface) return Scale(size) * (StrokeFont.Missing.Width + StrokeFont.Gap);
        using var font = new SKFont(typeface, (float)size);
        return font.MeasureText(rune.ToString());
    }

    private static SKTypeface? TypefaceFor(Rune rune) =>
        Typefaces.GetOrAdd(rune.Value, static value => SKFontManager.Default.MatchCharacter(value));

    private static double Scale(double size) => EmPerCapital * size / StrokeFont.CapitalHeight;
}
