using StableDino.Configuration;
using StableDino.Network;

namespace StableDino.Zoo;

/// <summary>Detectors that predict a mask for each query, as detrex and Mask2Former's authors configure them.</summary>
public static class MaskZoo
{
    /// <summary>
    /// MaskDINO (Li et al., CVPR 2023) for instance segmentation: DINO with 300 selected tokens as queries, which start
    /// from the boxes of
    /// their masks; one predictor of classes, boxes and masks for the proposals, the queries to start from and all nine
    /// layers.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig MaskDinoR50 { get; } = StableDinoZoo.DinoR50 with
    {
        Name = "mask-dino-r50",
        Backbone = new BackboneConfig.ResNet(Depth: 50, FirstStage: 2),
        Encoder = StableDinoZoo.DinoR50.Encoder with { PositionOffset = 0f },
        Queries = StableDinoZoo.DinoR50.Queries with { Content = new QueryContent.SelectedTokens(), Count = 300 },
        Decoder = StableDinoZoo.DinoR50.Decoder with { Layers = 9, Levels = LevelOrder.CoarsestFirst },
        Heads = new HeadConfig(
            Score: new Score.Sigmoid(), Sharing: HeadSharing.Everywhere, ReferenceEpsilon: 1e-5f),
        Matching = new Assignment.Hungarian(
            Classification: new ClassificationCost.Focal(Modulation: new CostModulation.None(), LogEpsilon: 1e-5f),
            ClassCost: 4f),
        Losses = Losses,
        Branches = [new BranchConfig.PositiveDenoising(Losses: Losses, Queries: 100, LabelNoise: 0.2f, BoxNoise: 0.4f)],
        Masks = new MaskConfig.PixelEmbedding(Points: new MaskPointConfig()),
        PostProcessing = StableDinoZoo.DinoR50.PostProcessing with { Detections = 100 },
    };

    /// <summary>
    /// Stable MaskDINO (Table 4). Positions are judged by boxes, as the paper's formulas are written; it says nothing
    /// of masks. The class
    /// weight is Stable-DINO's: docs/decisions/0080-stable-masks.md.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig StableMaskDinoR50 { get; } = StableDinoZoo.Stable(MaskDinoR50);

    /// <summary>MaskDINO of <see cref="StableDinoZoo.StableDinoTiny"/>'s size, to learn from scratch.</summary>
    [CompiledDetector]
    public static DetectorConfig MaskDinoTiny { get; } = MaskDinoR50 with
    {
        Name = "mask-dino-tiny",
        Backbone = new BackboneConfig.ResNet(
            Depth: 18, StemWidth: 32, Width: 32, Norm: FeatureNorm.Batch, FirstStage: 2, FrozenStages: 0),
        Neck = StableDinoZoo.StableDinoTiny.Neck,
        Encoder = MaskDinoR50.Encoder with { Layers = 2, Width = 128, Heads = 4, FeedForward = 256 },
        Queries = MaskDinoR50.Queries with { Count = 60 },
        Decoder = MaskDinoR50.Decoder with { Layers = 3, Width = 128, Heads = 4, FeedForward = 256 },
        Branches = [new BranchConfig.PositiveDenoising(Losses: Losses, Queries: 60, LabelNoise: 0.2f, BoxNoise: 0.4f)],
        Masks = new MaskConfig.PixelEmbedding(Points: new MaskPointConfig(Points: 1024), Width: 64),
    };

    /// <summary>
    /// Mask2Former (Cheng et al., CVPR 2022) for instance segmentation: 100 learned queries look inside the masks that
    /// they predict, one of three
    /// levels to a layer. It predicts no boxes: they are those that the masks fill, and neither cost nor loss reads
    /// them.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig Mask2FormerR50 { get; } = StableDinoZoo.DinoR50 with
    {
        Name = "mask2former-r50",
        Backbone = new BackboneConfig.ResNet(Depth: 50, FirstStage: 2, FrozenStages: 0),
        Neck = new NeckConfig(Levels: 3),
        Encoder = StableDinoZoo.DinoR50.Encoder with { FeedForward = 1024, PositionOffset = 0f },
        Queries = new QueryConfig(
            Content: new QueryContent.Learned(), Position: new QueryPosition.Learned(),
            Reference: new QueryReference.None(), Count: 100),
        Decoder = new DecoderConfig(
            CrossAttention: new CrossAttention.Masked(), Layers: 9, Refinement: BoxRefinement.None,
            Levels: LevelOrder.CoarsestFirstThroughout),
        Heads = new HeadConfig(
            Score: new Score.Softmax(BackgroundWeight: 0.1f, Selection: DetectionSelection.ForegroundPairs),
            Sharing: HeadSharing.Single),
        Matching = new Assignment.Hungarian(
            Classification: new ClassificationCost.NegativeProbability(), ClassCost: 2f, BoxCost: 0f, GiouCost: 0f),
        Losses = new LossConfig(
            Classification: new ClassificationLoss.Plain(), ClassificationWeight: 2f, BoxWeight: 0f, GiouWeight: 0f),
        Branches = [],
        Masks = new MaskConfig.PixelEmbedding(Points: new MaskPointConfig()),
        PostProcessing = new PostProcessingConfig(Suppression: new SuppressionConfig.None(), Detections: 100),
    };

    /// <summary>Mask2Former of <see cref="MaskDinoTiny"/>'s size, to learn from scratch.</summary>
    [CompiledDetector]
    public static DetectorConfig Mask2FormerTiny { get; } = Mask2FormerR50 with
    {
        Name = "mask2former-tiny",
        Backbone = MaskDinoTiny.Backbone,
        Neck = StableDinoZoo.StableDinoTiny.Neck,
        Encoder = Mask2FormerR50.Encoder with { Layers = 2, Width = 128, Heads = 4, FeedForward = 256 },
        Queries = Mask2FormerR50.Queries with { Count = 60 },
        Decoder = Mask2FormerR50.Decoder with { Layers = 3, Width = 128, Heads = 4, FeedForward = 256 },
        Masks = MaskDinoTiny.Masks,
    };

    private static LossConfig Losses =>
        StableDinoZoo.DinoR50.Losses with { ClassificationWeight = 4f };
}
