using StableDino.Configuration;
using StableDino.Network;

namespace StableDino.Zoo;

/// <summary>
/// Co-DETR (Zong et al., ICCV 2023): detectors whose encoder learns from two heads on its memory besides, as the
/// official code configures
/// them. The heads, and the queries that their positives become, are there in training only.
/// </summary>
public static class CollaborativeZoo
{
    /// <summary>Co-Deformable-DETR, ResNet-50, four scales: Table 2's Co-DETR.</summary>
    [CompiledDetector]
    public static DetectorConfig CoDeformableDetrR50 { get; } = DeformableZoo.DeformableDetrR50TwoStage with
    {
        Name = "co-deformable-detr-r50",
        Encoder = StableDinoZoo.DinoR50.Encoder,
        Queries = DeformableZoo.DeformableDetrR50TwoStage.Queries with { Content = new QueryContent.Learned() },
        Decoder = StableDinoZoo.DinoR50.Decoder with { FinalNorm = false },
        Heads = DeformableZoo.DeformableDetrR50TwoStage.Heads with { ReferenceEpsilon = 1e-5f },
        Losses = Focal,
        Branches = [new BranchConfig.RegionHead(Losses: Focal, FinestSide: 112f),
            new BranchConfig.AnchorHead(Losses: Focal)],
    };

    /// <summary>
    /// Co-DINO, ResNet-50, five scales. Its class term is position-supervised in all but name: towards s, a positive
    /// weighing as much as a
    /// negative. The official code suppresses softly, at 0.8; here it is done as in Stable-DINO.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig CoDinoR50FiveScale { get; } = StableDinoZoo.DinoR50FiveScale with
    {
        Name = "co-dino-r50-5scale",
        Encoder = StableDinoZoo.DinoR50FiveScale.Encoder with { PositionOffset = 0f, PositionTemperature = 20f },
        Heads = StableDinoZoo.DinoR50FiveScale.Heads with { Score = new Score.Sigmoid(Alpha: 0.5f) },
        Losses = QualityFocal,
        PostProcessing =
            StableDinoZoo.DinoR50.PostProcessing with { Suppression =
                new SuppressionConfig.PerClass(IouThreshold: 0.8f) },
        Branches =
        [
            new BranchConfig.ContrastiveDenoising(Negatives: new NegativeNoise.Contrastive(), Losses: QualityFocal),
            new BranchConfig.RegionHead(Losses: QualityFocal),
            new BranchConfig.AnchorHead(Losses: QualityFocal),
        ],
    };

    /// <summary>
    /// Co-DINO of <see cref="StableDinoZoo.DinoTiny"/>'s size: plain class terms, and heads as small as the rest.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig CoDinoTiny { get; } = StableDinoZoo.DinoTiny with
    {
        Name = "co-dino-tiny",
        Branches = [.. StableDinoZoo.DinoTiny.Branches, .. SmallHeads(StableDinoZoo.DinoTiny.Losses)],
    };

    /// <summary>Co-Deformable-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig CoDeformableDetrTiny { get; } = DeformableZoo.DeformableDetrTinyTwoStage with
    {
        Name = "co-deformable-detr-tiny",
        Branches = SmallHeads(DeformableZoo.DeformableDetrTinyTwoStage.Losses),
    };

    /// <summary>
    /// Stable matching on the small Co-DINO: the losses of the heads and their queries stay as they are.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig StableCoDinoTiny { get; } = StableDinoZoo.Stable(CoDinoTiny);

    private static LossConfig Focal =>
        DeformableZoo.DeformableDetrR50TwoStage.Losses with { ClassificationWeight = 2f };

    private static EquatableList<BranchConfig> SmallHeads(LossConfig losses) =>
    [
        new BranchConfig.RegionHead(losses, Candidates: 300, Proposals: 100, AnchorSamples: 64, Samples: 64,
            HiddenWidth: 128, Queries: 60, Weight: 2f),
        new BranchConfig.AnchorHead(losses, Queries: 60, Weight: 2f),
    ];

    /// <summary>
    /// The quality focal loss (Li et al., NeurIPS 2020) with its weight of 1: |s − p|² × cross-entropy towards s, of
    /// scores whose positives weigh as much as their negatives.
    /// </summary>
    private static LossConfig QualityFocal => new(
        Classification: new ClassificationLoss.PositionSupervised(
            Target: new PositionalTarget.Power(Exponent: 1f), Rescale: new TargetRescale.None()),
        ClassificationWeight: 2f);
}
