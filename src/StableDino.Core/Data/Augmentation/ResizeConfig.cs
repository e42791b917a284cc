using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// Size of images in evaluation: the short side becomes <paramref name="ShortSide"/>, unless the long one would pass
/// its limit.
/// </summary>
/// <param name="ShortSide">Pixels.</param>
/// <param name="LongSide">At most this many pixels.</param>
public sealed record ResizeConfig(int ShortSide = 800, int LongSide = 1333)
{
    /// <summary>Short side <paramref name="side"/>, with the published ratio of 1333 : 800 to the long one.</summary>
    public static ResizeConfig Of(int side) => new(side, (side * 1333 + 799) / 800);

    /// <summary>The size an image is shown at; keeps its shape to the rounding of a pixel.</summary>
    /// <remarks>The rounding is detectron2's, so that foreign weights see the images they are used to.</remarks>
    public ImageSize Fit(double height, double width)
    {
        var scale = ShortSide / Math.Min(height, width);
        var (newHeight, newWidth) = height < width ? ((double)ShortSide, scale * width) : (scale * height, ShortSide);
        if (Math.Max(newHeight, newWidth) > LongSide)
        {
            var shrink = LongSide / Math.Max(newHeight, newWidth);
            (newHeight, newWidth) = (newHeight * shrink, newWidth * shrink);
        }
        return new(Math.Max(1, (int)(newHeight + 0.5)), Math.Max(1, (int)(newWidth + 0.5)));
    }

    /// <summary>The whole image at that size.</summary>
    public ImageView View(ImageSize image) => ImageView.Whole(image, Fit(image.Height, image.Width));
}
