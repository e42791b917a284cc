using SkiaSharp;
using StableDino.Foundation;

namespace StableDino.Reporting;

/// <summary>Draws single boxes and finds room for their labels.</summary>
internal sealed class BoxPainter(SKCanvas canvas, double zoom, double pen, double textSize, int width, int height)
{
    private readonly List<SKRect> _labels = [];

    /// <summary>The outline in the box's colour, on a dark halo so that it shows on any ground.</summary>
    public void Outline(DrawnBox box, bool dashed)
    {
        using var halo = new SKPaint { IsAntialias = true, IsStroke = true, StrokeWidth = (float)(pen + 1.6),
            Color = new SKColor(0, 0, 0, 110), StrokeJoin = SKStrokeJoin.Round };
        using var line = new SKPaint { IsAntialias = true, IsStroke = true, StrokeWidth = (float)pen,
            Color = dashed ? SKColors.White : Bright(box.Color).ToSkia(), StrokeJoin = SKStrokeJoin.Round };
        using var dash = SKPathEffect.CreateDash([(float)(3.2 * pen), (float)(2.4 * pen)], 0);
        if (dashed)
        {
            line.PathEffect = dash;
            halo.PathEffect = dash;
        }
        var frame = Frame(box);
        canvas.DrawRoundRect(frame, (float)pen, (float)pen, halo);
        canvas.DrawRoundRect(frame, (float)pen, (float)pen, line);
    }

    /// <summary>The mask as a tint.</summary>
    public void Mask(DrawnBox box, int rows, int columns, double opacity) => box.Mask.IfSome(segmentation =>
    {
        var mask = RunLengthMasks.Of(segmentation, rows, columns);
        var pixels = RunLengthMasks.Decode(mask);
        var color = (Bright(box.Color) with { Opacity = opacity }).ToSkia();
        using var tint =
            new SKBitmap(new SKImageInfo(mask.Width, mask.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        tint.Erase(SKColors.Transparent);
        for (var at = 0; at < pixels.Length; at++)
        {
            if (pixels[at] != 0) tint.SetPixel(at / mask.Height, at % mask.Height, color);
        }
        using var image = SKImage.FromBitmap(tint);
        canvas.DrawImage(image, new SKRect(0, 0, (float)(columns * zoom), (float)(rows * zoom)),
            new SKSamplingOptions(SKFilterMode.Nearest));
    });

    /// <summary>The caption: above the box, or wherever beside its corners it covers no other caption.</summary>
    public void Label(DrawnBox box, string text)
    {
        var (frame, padding) = (Frame(box), textSize * 0.32);
        text = TextPainter.Shorten(text, textSize, width - 2 * padding);
        var (w, h) = (TextPainter.Width(text, textSize) + 2 * padding,
            TextPainter.CapitalHeight(textSize) + 2.1 * padding);
        double left = frame.Left - pen / 2, right = frame.Right + pen / 2 - w, above = frame.Top
            - h, below = frame.Bottom;
        (double X, double Y)[] places =
        [
            (left, above), (right, above), (left, below), (right, below), (left, frame.Top), (right, frame.Top),
            (left, frame.Bottom - h), (right, frame.Bottom - h),
        ];
        var candidates = places.Select(place => SKRect.Create(
            (float)Math.Clamp(place.X, 0, Math.Max(0, width - w)),
            (float)Math.Clamp(place.Y, 0, Math.Max(0, height - h)), (float)w, (float)h)).ToArray();
        var chosen =
            candidates.Select((rect, i) =>
                (rect, Cost: Covered(rect) + (places[i].Y < 0 || places[i].Y + h > height ? 0.05 : 0.0) * w * h
                    + i * 0.002 * w * h))
                .MinBy(static candidate => candidate.Cost).rect;
        _labels.Add(chosen);
        var color = Bright(box.Color);
        using var ground = new SKPaint { IsAntialias = true, Color = (color with { Opacity = 0.9 }).ToSkia() };
        canvas.DrawRoundRect(chosen, (float)(padding * 0.6), (float)(padding * 0.6), ground);
        TextPainter.Write(canvas, text, chosen.Left + padding, chosen.Bottom - 1.05 * padding, textSize,
            color.Contrast);
    }

    private double Covered(SKRect rect) => _labels.Sum(label => label.IntersectsWith(rect)
        ? (double)(Math.Min(label.Right, rect.Right) - Math.Max(label.Left, rect.Left))
            * (Math.Min(label.Bottom, rect.Bottom) - Math.Max(label.Top, rect.Top)) : 0);

    private SKRect Frame(DrawnBox box) =>
        new((float)(box.X * zoom), (float)(box.Y * zoom), (float)((box.X + box.Width) * zoom),
            (float)((box.Y + box.Height) * zoom));

    /// <summary>The palette's colour, lightened: pictures are darker than paper.</summary>
    private static Ink Bright(int color)
    {
        var ink = Palette.Of(color);
        byte Up(byte channel) => (byte)(channel + (255 - channel) * 0.1);
        return new(Up(ink.Red), Up(ink.Green), Up(ink.Blue));
    }
}
