using SkiaSharp;

namespace StableDino.Reporting;

/// <summary>Several pictures in one.</summary>
public static class ContactSheet
{
    /// <summary>Pictures in rows, each scaled into a cell, with a caption below. Pictures drawn with the cell's size as
    /// <see cref="DrawingStyle.SmallestLongSide"/> keep their labels at full size.</summary>
    /// <param name="pictures">Captions and encoded pictures; one that cannot be read leaves its cell empty.</param>
    /// <param name="columns">Cells in a row, from 1.</param>
    /// <param name="cell">Width and height of a cell's picture, pixels.</param>
    /// <param name="title">Above all; empty for none.</param>
    /// <returns>A PNG; of no pictures, the title alone.</returns>
    public static byte[] Of(IReadOnlyList<(string Caption, byte[] Picture)> pictures, int columns, int cell, string title = "")
    {
        const int Margin = 14, TextSize = 12, TitleSize = 17;
        columns = Math.Max(1, Math.Min(columns, Math.Max(1, pictures.Count)));
        var rows = (pictures.Count + columns - 1) / columns;
        var (head, caption) = (title.Length > 0 ? TitleSize + Margin : 0, pictures.Any(static p => p.Caption.Length > 0) ? TextSize + 8 : 0);
        var (width, height) = (Margin + columns * (cell + Margin), Margin + head + rows * (cell + caption + Margin));
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        if (head > 0) TextPainter.Write(canvas, TextPainter.Shorten(title, TitleSize, width - 2 * Margin), Margin, Margin + TitleSize * 0.8, TitleSize, Ink.Text, bold: true);
        using var ground = new SKPaint { Color = new SKColor(243, 245, 248) };
        for (var i = 0; i < pictures.Count; i++)
        {
            var (left, top) = (Margin + i % columns * (cell + Margin), Margin + head + i / columns * (cell + caption + Margin));
            canvas.DrawRect(left, top, cell, cell, ground);
            using var image = SKImage.FromEncodedData(pictures[i].Picture);
            if (image is not null)
            {
                var scale = Math.Min((float)cell / image.Width, (float)cell / image.Height);
                var (w, h) = (image.Width * scale, image.Height * scale);
                canvas.DrawImage(image, SKRect.Create(left + (cell - w) / 2, top + (cell - h) / 2, w, h), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            }
            TextPainter.Write(canvas, TextPainter.Shorten(pictures[i].Caption, TextSize, cell), left, top + cell + TextSize + 2, TextSize, Ink.Muted);
        }
        using var snapshot = surface.Snapshot();
        using var png = snapshot.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
