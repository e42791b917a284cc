using StableDino.Configuration;
using StableDino.Network;
using StableDino.Pipeline;

namespace StableDino.Zoo;

/// <summary>Published and small detectors. Each is the one before <c>with</c> the few values that differ.</summary>
public static class StableDinoZoo
{
    /// <summary>DINO, ResNet-50, four scales, as detrex trains it (Zhang et al., ICLR 2023).</summary>
    [CompiledDetector]
    public static DetectorConfig DinoR50 { get; } = new(
        Name: "dino-r50-4scale",
        Backbone: new BackboneConfig.ResNet(Depth: 50),
        Neck: new NeckConfig(),
        Encoder: new EncoderConfig(
            Attention: new EncoderAttention.DeformablePoints(), Tokens: new TokenSelection.All(),
            Fusion: new MemoryFusion.None()),
        Queries: new QueryConfig(
            Content: new QueryContent.Learned(), Position: new QueryPosition.SineOfReference(),
            Reference: new QueryReference.Proposals(),
            Count: 900),
        Decoder: new DecoderConfig(CrossAttention: new CrossAttention.DeformablePoints()),
        Heads: new HeadConfig(Score: new Score.Sigmoid()),
        Matching: new Assignment.Hungarian(
            Classification: new ClassificationCost.Focal(Modulation: new CostModulation.None())),
        Losses: new LossConfig(Classification: new ClassificationLoss.Plain()),
        PostProcessing: new PostProcessingConfig(Suppression: new SuppressionConfig.None()),
        Pixels: new PixelNormalization(),
        Branches:
        [
            new BranchConfig.ContrastiveDenoising(
                Negatives: new NegativeNoise.Contrastive(),
                Losses: new LossConfig(Classification: new ClassificationLoss.Plain())),
        ],
        Masks: new MaskConfig.None());

    /// <summary>
    /// Stable matching on any detector of the family, in the paper's meaning: Eq. 3 in the loss with weight 6, Eq. 4 in
    /// the cost, dense
    /// fusion where there is an encoder to fuse, NMS at 0.8. Targets are rescaled to one up to 300 queries and to the
    /// largest IoU above (§2.2).
    /// </summary>
    /// <param name="plain">The detector without it; its name gets the prefix <c>stable-</c>.</param>
    [CarriedConfiguration]
    public static DetectorConfig Stable(DetectorConfig plain) => plain with
    {
        Name = "stable-" + plain.Name,
        Encoder =
            plain.Encoder with { Fusion = plain.Encoder.Layers > 0 ? new MemoryFusion.Dense() : plain.Encoder.Fusion },
        Matching = Modulated(plain.Matching, new CostModulation.RescaledGiou(Exponent: 0.5f)),
        Losses = plain.Losses with
        {
            Classification = new ClassificationLoss.PositionSupervised(
                Target: new PositionalTarget.Power(Exponent: 2f),
                Rescale: plain.Queries.Count <= 300 ? new TargetRescale.ToOne() : new TargetRescale.ToMaxIou()),
            ClassificationWeight = 6f,
        },
        PostProcessing = plain.PostProcessing with { Suppression = new SuppressionConfig.PerClass(IouThreshold: 0.8f) },
    };

    /// <summary>The same assignment with another modulation of its focal cost (Eq. 4).</summary>
    /// <param name="matching">Hungarian, at a focal cost: nothing else has a probability to modulate.</param>
    /// <param name="modulation">How a position metric modulates the class probability.</param>
    [CarriedConfiguration]
    public static Assignment Modulated(Assignment matching, CostModulation modulation) => matching switch
    {
        Assignment.Hungarian { Classification: ClassificationCost.Focal focal } hungarian =>
            hungarian with { Classification = focal with { Modulation = modulation } },
        Assignment.Hungarian => throw new ArgumentException(
            "stable matching modulates a focal cost: set Matching.Classification to new ClassificationCost.Focal(…)"),
        _ => throw new ArgumentException(
            "stable matching modulates a matching cost, and targets by overlap have none: set Matching to "
            + "new Assignment.Hungarian(…)"),
    };

    /// <summary>
    /// Stable-DINO, ResNet-50, four scales, in the paper's meaning: Eq. 3 and 4, dense fusion, NMS at 0.8.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig StableDinoR50 { get; } = Stable(DinoR50);

    /// <summary>DINO, ResNet-50, five scales: stage 2 joins the pyramid.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoR50FiveScale { get; } = DinoR50 with
    {
        Name = "dino-r50-5scale",
        Backbone = new BackboneConfig.ResNet(Depth: 50, FirstStage: 2),
        Neck = DinoR50.Neck with { Levels = 5 },
    };

    /// <summary>DINO, ResNet-101, four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig DinoR101 { get; } =
        DinoR50 with { Name = "dino-r101-4scale", Backbone = new BackboneConfig.ResNet(Depth: 101) };

    /// <summary>Stable-DINO, ResNet-50, five scales: stage 2 joins the pyramid.</summary>
    [CompiledDetector]
    public static DetectorConfig StableDinoR50FiveScale { get; } = StableDinoR50 with
    {
        Name = "stable-dino-r50-5scale",
        Backbone = new BackboneConfig.ResNet(Depth: 50, FirstStage: 2),
        Neck = StableDinoR50.Neck with { Levels = 5 },
    };

    /// <summary>Stable-DINO, Swin-L (384, window 12), four scales.</summary>
    [CompiledDetector]
    public static DetectorConfig StableDinoSwinL { get; } = StableDinoR50 with
    {
        Name = "stable-dino-swinl-4scale",
        Backbone = new BackboneConfig.Swin(
            Depths: new StageCounts(2, 2, 18, 2), Heads: new StageCounts(6, 12, 24, 48), Width: 192, Window: 12),
    };

#pragma warning disable SDINO026, SDINO028 // these are the official code's own choices
    /// <summary>
    /// Stable-DINO exactly as the official code trains it: see docs/paper-and-code.md for each difference from the
    /// paper.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig StableDinoR50Official { get; } = StableDinoR50 with
    {
        Name = "stable-dino-r50-4scale-official",
        Matching = Modulated(StableDinoR50.Matching, new CostModulation.OfficialClassScatter(Exponent: 0.5f)) with
        {
            Overlap = OverlapArithmetic.OfficialEpsilon,
        },
        Losses = StableDinoR50.Losses with
        {
            Classification = new ClassificationLoss.PositionSupervised(
                Target: new PositionalTarget.Power(Exponent: 2f),
                Rescale: new TargetRescale.ToOne(),
                Arithmetic: LogArithmetic.OfficialEpsilons),
            Overlap = OverlapArithmetic.OfficialEpsilon,
        },
        Branches =
        [
            new BranchConfig.ContrastiveDenoising(
                Negatives: new NegativeNoise.SameAsPositive(),
                Losses: new LossConfig(
                    Classification: new ClassificationLoss.PositionSupervised(
                        Target: new PositionalTarget.Power(Exponent: 2f),
                        Rescale: new TargetRescale.ToOne(),
                        Arithmetic: LogArithmetic.OfficialEpsilons),
                    Overlap: OverlapArithmetic.OfficialEpsilon),
                Absent: AbsentSlots.TrainedAsNegatives),
        ],
        EvaluationPadding = PaddingPolicy.Attended,
    };
#pragma warning restore SDINO026, SDINO028

    /// <summary>A small Stable-DINO that learns from scratch on two CPU cores: the demo's model.</summary>
    [CompiledDetector]
    public static DetectorConfig StableDinoTiny { get; } = StableDinoR50 with
    {
        Name = "stable-dino-tiny",
        Backbone = new BackboneConfig.ResNet(
            Depth: 18, StemWidth: 32, Width: 32, Norm: FeatureNorm.Batch, FrozenStages: 0),
        Neck = new NeckConfig(Levels: 3, Width: 128),
        Encoder = StableDinoR50.Encoder with { Layers = 2, Width = 128, Heads = 4, FeedForward = 256 },
        Queries = StableDinoR50.Queries with { Count = 60 },
        Decoder = StableDinoR50.Decoder with { Layers = 3, Width = 128, Heads = 4, FeedForward = 256 },
        PostProcessing = StableDinoR50.PostProcessing with { Detections = 100 },
        Losses = StableDinoR50.Losses with
        {
            Classification = new ClassificationLoss.PositionSupervised(
                Target: new PositionalTarget.Power(Exponent: 2f), Rescale: new TargetRescale.ToOne()),
        },
    };

    /// <summary>
    /// The plain DINO of <see cref="StableDinoTiny"/>'s size, with the same class weight, for paired comparison.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DinoTiny { get; } = StableDinoTiny with
    {
        Name = "dino-tiny",
        Encoder = StableDinoTiny.Encoder with { Fusion = new MemoryFusion.None() },
        Matching = DinoR50.Matching,
        Losses = DinoR50.Losses with { ClassificationWeight = 6f },
        PostProcessing = StableDinoTiny.PostProcessing with { Suppression = new SuppressionConfig.None() },
    };
}
