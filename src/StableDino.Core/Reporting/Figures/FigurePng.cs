using SkiaSharp;

namespace StableDino.Reporting;

/// <summary>Figures as PNG, on white.</summary>
public static class FigurePng
{
    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="zoom">Pixels of the PNG per pixel of the figure.</param>
    public static byte[] Of(Figure figure, double zoom = 2)
    {
        using var surface = SKSurface.Create(new SKImageInfo(
            (int)Math.Ceiling(figure.Width * zoom), (int)Math.Ceiling(figure.Height * zoom), SKColorType.Rgba8888,
            SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Scale((float)zoom);
        foreach (var mark in figure.Marks) Draw(canvas, mark);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Draw(SKCanvas canvas, Mark mark)
    {
        using var paint = new SKPaint { IsAntialias = true };
        switch (mark)
        {
            case Mark.Line { Points.Length: > 0 } line:
                (paint.IsStroke, paint.StrokeWidth, paint.Color, paint.StrokeJoin) =
                    (true, (float)line.Thickness, line.Ink.ToSkia(), SKStrokeJoin.Round);
                using (var dash =
                    SKPathEffect.CreateDash([(float)(3 * line.Thickness), (float)(2.5 * line.Thickness)], 0))
                using (var path = new SKPath())
                {
                    if (line.Dashed) paint.PathEffect = dash;
                    path.AddPoly(
                        [.. line.Points.Select(static p => new SKPoint((float)p.X, (float)p.Y))], close: false);
                    canvas.DrawPath(path, paint);
                }
                break;
            case Mark.Box box:
                paint.Color = box.Ink.ToSkia();
                canvas.DrawRoundRect(SKRect.Create((float)box.X, (float)box.Y, (float)box.Width, (float)box.Height),
                    (float)box.Radius, (float)box.Radius, paint);
                break;
            case Mark.Disc disc:
                paint.Color = disc.Ink.ToSkia();
                canvas.DrawCircle((float)disc.X, (float)disc.Y, (float)disc.Radius, paint);
                break;
            case Mark.Label label:
                var width = TextPainter.Width(label.Text, label.Size);
                canvas.Save();
                canvas.Translate((float)label.X, (float)label.Y);
                if (label.Upward) canvas.RotateDegrees(-90);
                TextPainter.Write(canvas, label.Text, label.Anchor switch { TextAnchor.Middle => -width / 2,
                    TextAnchor.End => -width, _ => 0 }, 0, label.Size, label.Ink, label.Bold);
                canvas.Restore();
                break;
        }
    }
}
