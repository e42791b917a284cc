using StableDino.Configuration;

namespace StableDino.Zoo;

/// <summary>
/// Focal modulation networks (Yang et al., NeurIPS 2022) in their published sizes, all with large receptive fields, and
/// DINO on them as
/// detrex configures it. FL4 stands for four focal levels instead of three.
/// </summary>
public static class FocalNetZoo
{
    /// <summary>FocalNet-T: kernels of 3, 5 and 7.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.FocalNet Tiny { get; } = new(
        Depths: new StageCounts(2, 2, 6, 2), Levels: new StageCounts(3, 3, 3, 3),
        Windows: new StageCounts(3, 3, 3, 3), Width: 96,
        OverlappingPatches: false, PostNorm: false, LayerScale: false, DropPath: 0.1f);

    /// <summary>FocalNet-L: kernels of 5, 7 and 9.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.FocalNet Large { get; } = new(
        Depths: new StageCounts(2, 2, 18, 2), Levels: new StageCounts(3, 3, 3, 3),
        Windows: new StageCounts(5, 5, 5, 5));

    /// <summary>
    /// FocalNet-L: kernels of 3, 5, 7 and 9, and the context divided by its number of levels, as its authors
    /// pre-trained it.
    /// </summary>
    [CarriedConfiguration]
    public static BackboneConfig.FocalNet LargeFL4 { get; } = Large with
    {
        Levels = new StageCounts(4, 4, 4, 4), Windows = new StageCounts(3, 3, 3, 3), NormalizedModulator = true,
    };

    /// <summary>FocalNet-H: kernels of 3, 5 and 7.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.FocalNet Huge { get; } =
        Large with { Windows = new StageCounts(3, 3, 3, 3), Width = 352, ModulationNorm = true };

    /// <summary>FocalNet-H: kernels of 3, 5, 7 and 9.</summary>
    [CarriedConfiguration]
    public static BackboneConfig.FocalNet HugeFL4 { get; } = Huge with { Levels = new StageCounts(4, 4, 4, 4) };

    /// <summary>DINO, FocalNet-T, four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoFocalNetTiny { get; } =
        StableDinoZoo.DinoR50 with { Name = "dino-focalnet-tiny-4scale", Backbone = Tiny };

    /// <summary>DINO, FocalNet-L, four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoFocalNetLarge { get; } =
        StableDinoZoo.DinoR50 with { Name = "dino-focalnet-large-4scale", Backbone = Large };

    /// <summary>
    /// DINO, FocalNet-L with four focal levels, four scales. detrex leaves its context undivided, unlike the
    /// pre-training.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DinoFocalNetLargeFL4 { get; } = StableDinoZoo.DinoR50 with
    {
        Name = "dino-focalnet-large-fl4-4scale",
        Backbone = LargeFL4 with { NormalizedModulator = false },
    };

    /// <summary>
    /// DINO, FocalNet-L with four focal levels, five scales. The context is undivided, as in
    /// <see cref="DinoFocalNetLargeFL4"/>.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DinoFocalNetLargeFL4FiveScale { get; } = StableDinoZoo.DinoR50 with
    {
        Name = "dino-focalnet-large-fl4-5scale",
        Backbone = LargeFL4 with { NormalizedModulator = false, FirstStage = 2 },
        Neck = StableDinoZoo.DinoR50.Neck with { Levels = 5 },
    };

    /// <summary>Stable-DINO, FocalNet-L, four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig StableDinoFocalNetLarge { get; } = StableDinoZoo.Stable(DinoFocalNetLarge);
}
