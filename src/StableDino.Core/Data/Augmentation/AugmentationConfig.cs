using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>How training varies its images.</summary>
/// <param name="Scale">Sizes they are shown at.</param>
/// <param name="Crop">Part that is shown.</param>
/// <param name="Colour">Changes of colour.</param>
/// <param name="FlipProbability">How often an image is mirrored left to right.</param>
/// <param name="SmallestVisibleShare">An object of which a crop leaves less than this share is no target.</param>
public sealed record AugmentationConfig(
    ScaleConfig Scale, CropConfig Crop, ColourConfig Colour, double FlipProbability = 0.5,
    double SmallestVisibleShare = 0)
{
    /// <summary>
    /// DETR's, as DINO and Stable-DINO train with: flips, eleven sizes, and every second image cropped.
    /// </summary>
    public static AugmentationConfig Detr { get; } =
        new(new ScaleConfig(), new CropConfig.ResizeThenCrop(), new ColourConfig());

    /// <summary>Large-scale jitter with flips, as MaskDINO's and other mask detectors' long recipes have it.</summary>
    public static AugmentationConfig LargeScaleJitter { get; } = Detr with { Crop = new CropConfig.LargeScaleJitter() };

    /// <summary>Nothing random: every image whole, upright, at one size.</summary>
    /// <param name="side">Short side, pixels.</param>
    public static AugmentationConfig Fixed(int side) =>
        new(new ScaleConfig(side, side, 1, ResizeConfig.Of(side).LongSide), new CropConfig.None(), new ColourConfig(),
            FlipProbability: 0);

    /// <summary>
    /// For small images and small sets, from scratch: flips, sizes of 3/4 up to all of <paramref name="side"/>, light
    /// zoom and colour.
    /// </summary>
    /// <param name="side">Largest short side, pixels.</param>
    public static AugmentationConfig Small(int side) => new(
        new ScaleConfig(side - side / 4, side, Math.Max(1, side / 16), ResizeConfig.Of(side).LongSide),
        new CropConfig.Zoom(), new ColourConfig(0.2, 0.2, 0.2), SmallestVisibleShare: 0.2);

    /// <summary>What no image could be made with, in words; empty when all is well.</summary>
    public ImmutableArray<string> Problems() =>
    [
        .. Check(Scale.Smallest >= 1 && Scale.Largest >= Scale.Smallest,
            $"Scale: {Scale.Smallest}..{Scale.Largest} is no range of sides from 1"),
        .. Check(Scale.Step >= 1, $"Scale.Step is {Scale.Step}, needs 1 or more"),
        .. Check(Scale.LongSide >= 1, $"Scale.LongSide is {Scale.LongSide}, needs 1 or more"),
        .. Check(FlipProbability is >= 0 and <= 1, $"FlipProbability is {FlipProbability}, needs 0 to 1"),
        .. Check(SmallestVisibleShare is >= 0 and <= 1,
            $"SmallestVisibleShare is {SmallestVisibleShare}, needs 0 to 1"),
        .. Check(Colour is { Brightness: >= 0 and <= 1, Contrast: >= 0 and <= 1, Saturation: >= 0 and <= 1 },
            $"{Colour} needs strengths from 0 to 1"),
        .. Crop switch
        {
            CropConfig.Zoom zoom =>
                Check(zoom is { Probability: >= 0 and <= 1, SmallestShare: > 0 and <= 1 },
                    $"Crop: {zoom} needs a probability from 0 to 1 and a share above 0, at most 1"),
            CropConfig.ResizeThenCrop cut => Check(
                cut is { Probability: >= 0 and <= 1, SmallestSide: >= 1, SideStep: >= 1, SmallestWindow: >= 1 }
                && cut.LargestSide >= cut.SmallestSide && cut.LargestWindow >= cut.SmallestWindow,
                $"Crop: {cut} needs a probability from 0 to 1, sides from 1 and ranges that ascend"),
            CropConfig.LargeScaleJitter jitter => Check(
                jitter is { SmallestFactor: > 0, Side: >= 1, LargestFactor: <= 100 }
                && jitter.LargestFactor >= jitter.SmallestFactor,
                $"Crop: {jitter} needs factors above 0, up to 100, that ascend, and a side from 1"),
            _ => ImmutableArray<string>.Empty,
        },
    ];

    private static ImmutableArray<string> Check(bool sound, string problem) => sound ? [] : [problem];
}
