using SkiaSharp;
using StableDino.Reporting;

namespace StableDino.Properties.Reporting;

public class StrokeFontTests
{
    private static readonly char[] Printable = [.. Enumerable.Range(33, 94).Select(code => (char)code)];

    [Fact]
    public void Every_printable_character_is_drawn_and_no_two_alike()
    {
        var drawn = Printable.ToDictionary(character => character, character => Ink(character.ToString()));
        Assert.All(drawn, pair => Assert.Contains(pair.Value, pixel => pixel < 128));
        Assert.Equal(Printable.Length, drawn.Values.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Strokes_stay_within_the_width_they_claim()
    {
        foreach (var character in Printable)
        {
            Assert.True(StrokeFont.TryGlyph(character, out var glyph));
            using var path = SKPath.ParseSvgPathData(glyph.Path);
            var bounds = path.TightBounds;
            Assert.True(bounds.Left >= -0.3 && bounds.Right <= glyph.Width + 0.3 && bounds.Top >= -7.7
                && bounds.Bottom <= 2.2, $"{character}: {bounds} wider than {glyph.Width}");
        }
    }

    [Fact]
    public void A_text_is_as_wide_as_its_width()
    {
        var (pixels, columns) = (Ink("Stable 0.97"), 400);
        var rightmost = Enumerable.Range(0, pixels.Length).Where(at => pixels[at] < 200).Max(at => at % columns);
        Assert.InRange(rightmost, 10 + TextPainter.Width("Stable 0.97", 40) - 3,
            10 + TextPainter.Width("Stable 0.97", 40) + 1);
    }

    [Fact]
    public void A_long_text_is_shortened_to_fit()
    {
        var text = TextPainter.Shorten("a rather long class name", 12, 60);
        Assert.EndsWith("..", text, StringComparison.Ordinal);
        Assert.InRange(TextPainter.Width(text, 12), 40, 60);
        Assert.Equal("cat", TextPainter.Shorten("cat", 12, 60));
    }

    private static byte[] Ink(string text)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(400, 60, SKColorType.Gray8));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        TextPainter.Write(canvas, text, 10, 45, 40, StableDino.Reporting.Ink.Black);
        canvas.Flush();
        return bitmap.Bytes;
    }
}
