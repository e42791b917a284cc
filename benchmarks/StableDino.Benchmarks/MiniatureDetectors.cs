using StableDino.Configuration;
using StableDino.Zoo;

namespace StableDino.Benchmarks;

/// <summary>
/// The small detectors of <see cref="Miniature"/> and <see cref="OverfitProof"/> that the zoo has no use for.
/// </summary>
public static class MiniatureDetectors
{
    /// <summary>The small DINO with Eq. 3 in its loss and nothing else changed.</summary>
    [CompiledDetector]
    public static DetectorConfig LossAlone { get; } = StableDinoZoo.DinoTiny with
    {
        Name = "dino-tiny-loss-alone",
        Losses = StableDinoZoo.StableDinoTiny.Losses,
    };

    /// <summary>The small DINO with Eq. 4 in its cost and nothing else changed.</summary>
    [CompiledDetector]
    public static DetectorConfig CostAlone { get; } = StableDinoZoo.DinoTiny with
    {
        Name = "dino-tiny-cost-alone",
        Matching = StableDinoZoo.StableDinoTiny.Matching,
    };

    /// <summary>Stable matching on the small MaskDINO.</summary>
    [CompiledDetector]
    public static DetectorConfig StableMasks { get; } = StableDinoZoo.Stable(MaskZoo.MaskDinoTiny);

    /// <summary>The small DINO on a small focal modulation network.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoTinyFocal { get; } = StableDinoZoo.DinoTiny with
    {
        Name = "dino-tiny-focalnet",
        Backbone = new BackboneConfig.FocalNet(
            Depths: new StageCounts(1, 1, 1, 1), Levels: new StageCounts(3, 3, 3, 3),
            Windows: new StageCounts(3, 3, 3, 3), Width: 32),
    };
}
