using StableDino.Configuration;

namespace StableDino.Zoo;

/// <summary>
/// Shifted-window backbones (Liu et al., ICCV 2021) in their published sizes, and DINO on them as detrex configures it.
/// The number is
/// the side of the images that the backbone was trained on: windows of 7 tokens for 224, of 12 for 384.
/// </summary>
public static class SwinZoo
{
    /// <summary>Swin-T, 224.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.Swin Tiny224 { get; } = new(
        Depths: new StageCounts(2, 2, 6, 2), Heads: new StageCounts(3, 6, 12, 24), Width: 96, Window: 7,
        DropPath: 0.1f);

    /// <summary>Swin-S, 224.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.Swin Small224 { get; } =
        Tiny224 with { Depths = new StageCounts(2, 2, 18, 2), DropPath = 0.2f };

    /// <summary>Swin-B, 224.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.Swin Base224 { get; } =
        Small224 with { Heads = new StageCounts(4, 8, 16, 32), Width = 128 };

    /// <summary>Swin-B, 384.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.Swin Base384 { get; } = Base224 with { Window = 12 };

    /// <summary>Swin-L, 224.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.Swin Large224 { get; } =
        Base224 with { Heads = new StageCounts(6, 12, 24, 48), Width = 192 };

    /// <summary>Swin-L, 384.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.Swin Large384 { get; } = Large224 with { Window = 12 };

    /// <summary>DINO, Swin-T, four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoTiny224 { get; } =
        StableDinoZoo.DinoR50 with { Name = "dino-swin-tiny-224-4scale", Backbone = Tiny224 };

    /// <summary>DINO, Swin-S, four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoSmall224 { get; } =
        StableDinoZoo.DinoR50 with { Name = "dino-swin-small-224-4scale", Backbone = Small224 };

    /// <summary>DINO, Swin-B, four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoBase384 { get; } =
        StableDinoZoo.DinoR50 with { Name = "dino-swin-base-384-4scale", Backbone = Base384 };

    /// <summary>DINO, Swin-L, four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoLarge224 { get; } =
        StableDinoZoo.DinoR50 with { Name = "dino-swin-large-224-4scale", Backbone = Large224 };

    /// <summary>DINO, Swin-L, 384, four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoLarge384 { get; } =
        StableDinoZoo.DinoR50 with { Name = "dino-swin-large-384-4scale", Backbone = Large384 };

    /// <summary>DINO, Swin-L, 384, five scales.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoLarge384FiveScale { get; } = StableDinoZoo.DinoR50 with
    {
        Name = "dino-swin-large-384-5scale",
        Backbone = Large384 with { FirstStage = 2 },
        Neck = StableDinoZoo.DinoR50.Neck with { Levels = 5 },
    };
}
