using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>What a configuration and a set of draws make of an image: pure functions.</summary>
public static class Augmentation
{
    /// <summary>The view of an image of that size.</summary>
    public static ImageView View(AugmentationConfig config, ImageSize image, AugmentationDraws draws)
    {
        if (config.Crop is CropConfig.LargeScaleJitter jitter)
            return Jittered(jitter, image, draws) with { Mirrored = draws.Flip < config.FlipProbability };
        var (x0, y0, x1, y1, width, height) = Window(config.Crop, image, draws);
        var shown = config.Scale.Choose(draws.Scale).Fit(height, width);
        return new(x0, y0, x1, y1, shown.Width, shown.Height, Mirrored: draws.Flip < config.FlipProbability);
    }

    /// <summary>The change of colour.</summary>
    public static ColourFactors Colour(ColourConfig config, AugmentationDraws draws) => new(
        (float)Factor(config.Brightness, draws.Brightness), (float)Factor(config.Contrast, draws.Contrast),
        (float)Factor(config.Saturation, draws.Saturation));

    // A window of the image at one scale both ways but for the rounding of its size, no side longer than the square's.
    private static ImageView Jittered(CropConfig.LargeScaleJitter jitter, ImageSize image, AugmentationDraws draws)
    {
        var factor = jitter.SmallestFactor + (jitter.LargestFactor - jitter.SmallestFactor) * draws.CropScale;
        var scale = jitter.Side * factor / Math.Max(image.Width, image.Height);
        var (scaledWidth, scaledHeight) =
            (Math.Max(1, (int)(image.Width * scale + 0.5)), Math.Max(1, (int)(image.Height * scale + 0.5)));
        var (width, height) = (Math.Min(scaledWidth, jitter.Side), Math.Min(scaledHeight, jitter.Side));
        var (left, top) = ((int)(draws.CropLeft * (scaledWidth - width + 1)),
            (int)(draws.CropTop * (scaledHeight - height + 1)));
        var (scaleX, scaleY) = ((double)image.Width / scaledWidth, (double)image.Height / scaledHeight);
        return new(left * scaleX, top * scaleY, (left + width) * scaleX, (top + height) * scaleY, width, height,
            Mirrored: false);
    }

    private static double Factor(double strength, double draw) => 1 + strength * (2 * draw - 1);

    /// <summary>The window in pixels of the image, and its size in pixels at the time of the cut.</summary>
    private static (double X0, double Y0, double X1, double Y1, double Width, double Height) Window(
        CropConfig crop, ImageSize image, AugmentationDraws draws)
    {
        switch (crop)
        {
            case CropConfig.Zoom zoom when draws.Crop < zoom.Probability:
            {
                var (width, height) =
                    (Share(zoom, draws.CropWidth) * image.Width, Share(zoom, draws.CropHeight) * image.Height);
                var (left, top) = (draws.CropLeft * (image.Width - width), draws.CropTop * (image.Height - height));
                return (left, top, left + width, top + height, width, height);
            }
            case CropConfig.ResizeThenCrop cut when draws.Crop < cut.Probability:
            {
                var scaled =
                    new ScaleConfig(cut.SmallestSide, cut.LargestSide, cut.SideStep, int.MaxValue).Choose(
                        draws.CropScale).Fit(image.Height, image.Width);
                var (width, height) =
                    (Side(cut, scaled.Width, draws.CropWidth), Side(cut, scaled.Height, draws.CropHeight));
                var (left, top) = ((int)(draws.CropLeft * (scaled.Width - width + 1)),
                    (int)(draws.CropTop * (scaled.Height - height + 1)));
                var (scaleX, scaleY) = ((double)image.Width / scaled.Width, (double)image.Height / scaled.Height);
                return (left * scaleX, top * scaleY, (left + width) * scaleX, (top + height) * scaleY, width, height);
            }
            default:
                return (0, 0, image.Width, image.Height, image.Width, image.Height);
        }
    }

    private static double Share(CropConfig.Zoom zoom, double draw) =>
        zoom.SmallestShare + (1 - zoom.SmallestShare) * draw;

    private static int Side(CropConfig.ResizeThenCrop cut, int side, double draw)
    {
        var (smallest, largest) = (Math.Min(cut.SmallestWindow, side), Math.Min(cut.LargestWindow, side));
        return smallest + (int)(draw * (largest - smallest + 1));
    }
}
