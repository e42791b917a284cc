using StableDino.Configuration;
using StableDino.Network;

namespace StableDino.Zoo;

/// <summary>
/// The paper's other stable detectors (Table 5): stable matching on those of <see cref="DeformableZoo"/>.
/// </summary>
public static class StableFamilyZoo
{
    /// <summary>
    /// Stable two-stage Deformable-DETR, with the feed-forward width of 2048 that the paper's baseline has.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig StableDeformableDetrR50 { get; } =
        StableDinoZoo.Stable(DeformableZoo.DeformableDetrR50TwoStage with
        {
            Name = "deformable-detr-r50",
            Encoder = DeformableZoo.DeformableDetrR50TwoStage.Encoder with { FeedForward = 2048 },
            Decoder = DeformableZoo.DeformableDetrR50TwoStage.Decoder with { FeedForward = 2048 },
        });

    /// <summary>Stable two-stage DAB-Deformable-DETR.</summary>
    [CompiledDetector]
    public static DetectorConfig StableDabDeformableDetrR50 { get; } =
        StableDinoZoo.Stable(DeformableZoo.DabDeformableDetrR50TwoStage with { Name = "dab-deformable-detr-r50" });

    /// <summary>Stable DN-Deformable-DETR: its denoising loss stays as it is.</summary>
    [CompiledDetector]
    public static DetectorConfig StableDnDeformableDetrR50 { get; } =
        StableDinoZoo.Stable(DeformableZoo.DnDeformableDetrR50);

    /// <summary>Stable H-DETR; its one-to-many branch shares the cost and the losses.</summary>
    [CompiledDetector]
    public static DetectorConfig StableHDeformableDetrR50 { get; } =
        StableDinoZoo.Stable(DeformableZoo.HDeformableDetrR50TwoStage with { Name = "h-deformable-detr-r50" });

    /// <summary>Stable Group-DETR, small; its further groups share the cost and the losses.</summary>
    [CompiledDetector]
    public static DetectorConfig StableGroupDetrTiny { get; } = StableDinoZoo.Stable(SingleScaleZoo.GroupDetrTiny);

    /// <summary>Stable Anchor-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig StableAnchorDetrTiny { get; } = StableDinoZoo.Stable(SingleScaleZoo.AnchorDetrTiny);

    /// <summary>Stable two-stage Deformable-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig StableDeformableDetrTiny { get; } =
        StableDinoZoo.Stable(DeformableZoo.DeformableDetrTinyTwoStage with { Name = "deformable-detr-tiny" });

    /// <summary>Stable two-stage DAB-Deformable-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig StableDabDeformableDetrTiny { get; } =
        StableDinoZoo.Stable(DeformableZoo.DabDeformableDetrTinyTwoStage with { Name = "dab-deformable-detr-tiny" });

    /// <summary>Stable DN-Deformable-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig StableDnDeformableDetrTiny { get; } =
        StableDinoZoo.Stable(DeformableZoo.DnDeformableDetrTiny);

    /// <summary>Stable H-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig StableHDeformableDetrTiny { get; } =
        StableDinoZoo.Stable(DeformableZoo.HDeformableDetrTiny);
}
