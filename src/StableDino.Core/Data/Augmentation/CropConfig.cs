using System.Text.Json.Serialization;

namespace StableDino.Data;

/// <summary>What part of an image is shown in training.</summary>
[JsonDerivedType(typeof(None), "none")]
[JsonDerivedType(typeof(ResizeThenCrop), "resize-then-crop")]
[JsonDerivedType(typeof(Zoom), "zoom")]
[JsonDerivedType(typeof(LargeScaleJitter), "large-scale-jitter")]
public abstract record CropConfig
{
    private CropConfig() { }

    /// <summary>All of it.</summary>
    public sealed record None : CropConfig;

    /// <summary>
    /// DETR's: bring the short side to one of a few sizes, cut a window of random sides out, then scale as usual.
    /// </summary>
    /// <param name="Probability">How often; else the whole image is shown.</param>
    /// <param name="SmallestSide">Smallest short side before the cut, pixels.</param>
    /// <param name="LargestSide">Largest short side before the cut.</param>
    /// <param name="SideStep">Between two of them.</param>
    /// <param name="SmallestWindow">Smallest side of the window; an image that is smaller is kept whole along that
    /// side.</param>
    /// <param name="LargestWindow">Largest side of the window.</param>
    public sealed record ResizeThenCrop(
        double Probability = 0.5, int SmallestSide = 400, int LargestSide = 600, int SideStep = 100,
        int SmallestWindow = 384, int LargestWindow = 600)
        : CropConfig;

    /// <summary>A window whose sides are random shares of the image's: for small sets, learned from scratch.</summary>
    /// <param name="Probability">How often; else the whole image is shown.</param>
    /// <param name="SmallestShare">Smallest share of each side, in (0, 1].</param>
    public sealed record Zoom(double Probability = 0.5, double SmallestShare = 0.6) : CropConfig;

    /// <summary>
    /// Large-scale jitter (Ghiasi et al., CVPR 2021, as detectron2 has it): the image is scaled to fit a square, times
    /// a random factor; what
    /// reaches out of the square is cut off at a random place. It sets the size, too:
    /// <see cref="AugmentationConfig.Scale"/> is not read.
    /// </summary>
    /// <param name="SmallestFactor">Smallest factor.</param>
    /// <param name="LargestFactor">Largest factor.</param>
    /// <param name="Side">Side of the square, pixels.</param>
    public sealed record LargeScaleJitter(double SmallestFactor = 0.1, double LargestFactor = 2, int Side = 1024)
        : CropConfig;
}
