using LanguageExt;
using SkiaSharp;
using StableDino.Data;
using StableDino.Evaluation;
using static LanguageExt.Prelude;

namespace StableDino.Reporting;

/// <summary>Pictures with boxes: detections solid with name and score, ground-truth objects dashed.</summary>
public static class DrawDetections
{
    /// <summary>
    /// Detections of one image as boxes to draw, coloured by the place of their category among the ascending ids.
    /// </summary>
    public static IReadOnlyList<DrawnBox> Boxes(IEnumerable<Detection> detections, IEnumerable<CocoCategory> categories)
    {
        var places = Places(categories);
        return [.. detections.Select(d =>
        {
            var (name, color) = NameOf(places, d.CategoryId);
            return new DrawnBox(d.X, d.Y, d.Width, d.Height, name, color, Some(d.Score), d.Mask);
        })];
    }

    /// <summary>
    /// Ground-truth objects of one image as boxes to draw, coloured as
    /// <see cref="Boxes(IEnumerable{Detection}, IEnumerable{CocoCategory})"/> does.
    /// </summary>
    public static IReadOnlyList<DrawnBox> Boxes(
        IEnumerable<CocoAnnotation> targets, IEnumerable<CocoCategory> categories)
    {
        var places = Places(categories);
        return [.. targets.Select(t =>
        {
            var (name, color) = NameOf(places, t.CategoryId);
            return new DrawnBox(t.X, t.Y, t.Width, t.Height, t.IsCrowd ? $"{name} (crowd)" : name, color);
        })];
    }

    /// <summary>An image file's content with boxes, as PNG.</summary>
    /// <param name="image">PNG, JPEG, or what else SkiaSharp reads.</param>
    /// <param name="detections">Drawn solid, the most confident on top.</param>
    /// <param name="targets">Drawn dashed, below them.</param>
    /// <param name="style">How.</param>
    /// <returns>None if the image cannot be read.</returns>
    public static Option<byte[]> OnImage(
        byte[] image, IEnumerable<DrawnBox> detections, IEnumerable<DrawnBox> targets, DrawingStyle style)
    {
        using var data = SKData.CreateCopy(image);
        using var codec = SKCodec.Create(data);
        using var picture = codec is null ? null : SKBitmap.Decode(codec);
        return picture is null ? None : Some(Draw(picture, detections, targets, style));
    }

    /// <summary>A decoded image with boxes, as PNG.</summary>
    /// <param name="image">Upright, as the boxes see it.</param>
    /// <param name="detections">Drawn solid, the surest on top.</param>
    /// <param name="targets">Drawn dashed, below them.</param>
    /// <param name="style">How.</param>
    public static byte[] OnImage(
        PixelImage image, IEnumerable<DrawnBox> detections, IEnumerable<DrawnBox> targets, DrawingStyle style)
    {
        using var picture = new SKBitmap(
            new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var count = image.Width * image.Height;
        var shown = picture.GetPixelSpan();
        for (var i = 0; i < count; i++)
        {
            for (var channel = 0; channel < 3; channel++)
                shown[4 * i + channel] = image.Planes[channel * count + i];
            shown[4 * i + 3] = byte.MaxValue;
        }

        return Draw(picture, detections, targets, style);
    }

    /// <summary>A picture with boxes, as PNG.</summary>
    /// <param name="picture">Borrowed.</param>
    /// <param name="detections">Drawn solid, the most confident on top.</param>
    /// <param name="targets">Drawn dashed, below them.</param>
    /// <param name="style">How.</param>
    public static byte[] Draw(
        SKBitmap picture, IEnumerable<DrawnBox> detections, IEnumerable<DrawnBox> targets, DrawingStyle style)
    {
        var zoom =
            Math.Max(1, (int)Math.Ceiling((double)style.SmallestLongSide / Math.Max(picture.Width, picture.Height)));
        var (width, height) = (picture.Width * zoom, picture.Height * zoom);
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        using (var image = SKImage.FromBitmap(picture))
        {
            canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKCubicResampler.Mitchell));
        }
        var shown = detections.Where(box => box.Score.IfNone(1) >= style.Threshold)
            .OrderBy(static box => box.Score.IfNone(1)).ToArray();
        var unit = Math.Max(width, height) / 480.0;
        var painter = new BoxPainter(canvas, zoom, Math.Clamp(2 * Math.Sqrt(unit), 1.8, 5),
            Math.Clamp(11 * Math.Sqrt(unit), 11, 24), width, height);
        foreach (var box in shown) painter.Mask(box, picture.Height, picture.Width, style.MaskOpacity);
        foreach (var box in targets) painter.Outline(box, dashed: true);
        foreach (var box in shown) painter.Outline(box, dashed: false);
        foreach (var box in shown.Reverse()) painter.Label(box, Caption(box));
        using var snapshot = surface.Snapshot();
        using var png = snapshot.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static string Caption(DrawnBox box) =>
        box.Score.Match(score =>
            $"{box.Name} {score.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)}", () => box.Name);

    private static Dictionary<long, (string, int)> Places(IEnumerable<CocoCategory> categories) =>
        categories.DistinctBy(static c => c.Id).OrderBy(static c => c.Id).Select(static (c, place) => (c, place))
            .ToDictionary(static x => x.c.Id, static x => (x.c.Name, x.place));

    private static (string Name, int Color) NameOf(Dictionary<long, (string Name, int Color)> places, long id) =>
        places.TryGetValue(id, out var found) ? found : ($"category {id}", (int)Math.Abs(id % 1000) + places.Count);
}
