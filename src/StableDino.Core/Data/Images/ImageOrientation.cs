using SkiaSharp;

namespace StableDino.Data;

/// <summary>EXIF orientations: where the first stored pixel belongs.</summary>
internal static class ImageOrientation
{
    /// <summary>Whether the upright image is as wide as the stored one is high.</summary>
    public static bool SwapsSides(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom
            or SKEncodedOrigin.LeftBottom;

    /// <summary>The image as a viewer shows it.</summary>
    public static PixelImage Upright(PixelImage stored, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
            return stored;
        var (w, h) = (stored.Width, stored.Height);
        var (width, height) = SwapsSides(origin) ? (h, w) : (w, h);
        var planes = new byte[3 * w * h];
        for (var channel = 0; channel < 3; channel++)
        {
            var from = stored.Plane(channel);
            var to = planes.AsSpan(channel * w * h, w * h);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    var (sourceX, sourceY) = origin switch
                    {
                        SKEncodedOrigin.TopRight => (w - 1 - x, y),
                        SKEncodedOrigin.BottomRight => (w - 1 - x, h - 1 - y),
                        SKEncodedOrigin.BottomLeft => (x, h - 1 - y),
                        SKEncodedOrigin.LeftTop => (y, x),
                        SKEncodedOrigin.RightTop => (y, h - 1 - x),
                        SKEncodedOrigin.RightBottom => (w - 1 - y, h - 1 - x),
                        _ => (w - 1 - y, x),
                    };
                    to[y * width + x] = from[sourceY * w + sourceX];
                }
        }
        return new PixelImage(width, height, planes);
    }
}
