using SkiaSharp;

namespace StableDino.Reporting;

/// <summary>Several pictures in one.</summary>
public static class ContactSheet
{
    /// <summary>Pictures in rows, each scaled into a cell, with a caption below. Pictures drawn with the cell's size as
    /// <see cref="DrawingStyle.SmallestLongSide"/> keep their labels at full size.</summary>
    /// <param name="pictures">Captions and encoded pictures; one that cannot be read leaves its cell empty.</param>
    /// <param name="columns">Cells in a row, from 1.</param>
    /// <param name="cell">Width of a cell and its largest height, pixels; all cells are as high as the highest
    /// picture.</param>
    /// <param name="title">Above all; empty for none.</param>
    /// <returns>A PNG; of no pictures, the title alone.</returns>
    public static byte[] Of(
        IReadOnlyList<(string Caption, byte[] Picture)> pictures, int columns, int cell, string title = "")
    {
        const int Margin = 14, TextSize = 12, TitleSize = 17;
        columns = Math.Max(1, Math.Min(columns, Math.Max(1, pictures.Count)));
        var rows = (pictures.Count + columns - 1) / columns;
        var (head, caption) = (title.Length > 0 ? TitleSize + Margin : 0,
            pictures.Any(static p => p.Caption.Length > 0) ? TextSize + 8 : 0);
        var images = pictures.Select(static picture => SKImage.FromEncodedData(picture.Picture)).ToList();
        float Scale(SKImage image) => Math.Min((float)cell / image.Width, (float)cell / image.Height);
        var high = images.All(static image => image is null)
            ? cell
            : (int)Math.Ceiling(images.OfType<SKImage>().Max(image => image.Height * Scale(image)));
        var (width, height) = (Margin + columns * (cell + Margin), Margin + head + rows * (high + caption + Margin));
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        if (head > 0)
            TextPainter.Write(canvas, TextPainter.Shorten(title, TitleSize, width - 2 * Margin), Margin,
                Margin + TitleSize * 0.8, TitleSize, Ink.Text, bold: true);
        using var ground = new SKPaint { Color = new SKColor(243, 245, 248) };
        for (var i = 0; i < pictures.Count; i++)
        {
            var (left, top) = (Margin + i % columns * (cell + Margin),
                Margin + head + i / columns * (high + caption + Margin));
            canvas.DrawRect(left, top, cell, high, ground);
            using var image = images[i];
            if (image is not null)
            {
                var (w, h) = (image.Width * Scale(image), image.Height * Scale(image));
                canvas.DrawImage(image, SKRect.Create(left + (cell - w) / 2, top + (high - h) / 2, w, h),
                    new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            }
            TextPainter.Write(canvas, TextPainter.Shorten(pictures[i].Caption, TextSize, cell), left,
                top + high + TextSize + 2, TextSize, Ink.Muted);
        }
        using var snapshot = surface.Snapshot();
        using var png = snapshot.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
