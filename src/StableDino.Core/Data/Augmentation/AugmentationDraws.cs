using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>The random numbers of one image's augmentation, each in [0, 1).</summary>
/// <param name="Flip">Mirrored when below the probability.</param>
/// <param name="Scale">Chooses the size.</param>
/// <param name="Crop">Cropped when below the probability.</param>
/// <param name="CropScale">Chooses the size before the cut.</param>
/// <param name="CropWidth">Chooses the window's width.</param>
/// <param name="CropHeight">Chooses the window's height.</param>
/// <param name="CropLeft">Places the window.</param>
/// <param name="CropTop">Places the window.</param>
/// <param name="Brightness">Chooses the factor.</param>
/// <param name="Contrast">Chooses the factor.</param>
/// <param name="Saturation">Chooses the factor.</param>
public readonly record struct AugmentationDraws(
    double Flip, double Scale, double Crop, double CropScale, double CropWidth, double CropHeight, double CropLeft,
    double CropTop,
    double Brightness, double Contrast, double Saturation)
{
    /// <summary>The first numbers of a stream.</summary>
    public static AugmentationDraws From(CounterRandom random) => new(
        random.Uniform(0), random.Uniform(1), random.Uniform(2), random.Uniform(3), random.Uniform(4),
        random.Uniform(5), random.Uniform(6),
        random.Uniform(7), random.Uniform(8), random.Uniform(9), random.Uniform(10));
}
