using StableDino.Configuration;
using StableDino.Detectors;

namespace StableDino.Benchmarks;

/// <summary>The small detectors of <see cref="Miniature"/> that the zoo has no use for.</summary>
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
}
