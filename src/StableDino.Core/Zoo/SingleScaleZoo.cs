using StableDino.Configuration;
using StableDino.Network;

namespace StableDino.Zoo;

/// <summary>
/// Detectors that attend to every token of one map, as detrex configures them. Each is another of them <c>with</c> the
/// values that
/// differ; docs/zoo.md lists what is verified of each. DC5 dilates the last stage: a map of twice the side.
/// </summary>
public static class SingleScaleZoo
{
    /// <summary>
    /// DETR (Carion et al., ECCV 2020): learned positions, softmax with a background class, no references.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DetrR50 { get; } = new(
        Name: "detr-r50",
        Backbone: new BackboneConfig.ResNet(Depth: 50, FirstStage: 5),
        Neck: new NeckConfig(Levels: 1, Form: NeckForm.Projection),
        Encoder: new EncoderConfig(
            Attention: new EncoderAttention.Dense(), Tokens: new TokenSelection.All(), Fusion: new MemoryFusion.None(),
            Dropout: 0.1f, PositionOffset: 0f),
        Queries: new QueryConfig(
            Content: new QueryContent.Zero(), Position: new QueryPosition.Learned(),
            Reference: new QueryReference.None(), Count: 100),
        Decoder: new DecoderConfig(
            CrossAttention: new CrossAttention.Dense(), Dropout: 0.1f, Refinement: BoxRefinement.None),
        Heads: new HeadConfig(Score: new Score.Softmax(BackgroundWeight: 0.1f), Sharing: HeadSharing.Single),
        Matching: new Assignment.Hungarian(
            Classification: new ClassificationCost.NegativeProbability(), ClassCost: 1f),
        Losses: new LossConfig(Classification: new ClassificationLoss.Plain()),
        PostProcessing: new PostProcessingConfig(Suppression: new SuppressionConfig.None(), Detections: 100),
        Pixels: new PixelNormalization(),
        Branches: [],
        Masks: new MaskConfig.None());

    /// <summary>DETR on a dilated last stage.</summary>
    [CompiledDetector]
    public static DetectorConfig DetrR50Dc5 { get; } = DetrR50 with { Name = "detr-r50-dc5", Backbone = Dilated(50) };

    /// <summary>DETR on ResNet-101.</summary>
    [CompiledDetector]
    public static DetectorConfig DetrR101 { get; } = DetrR50 with { Name = "detr-r101", Backbone = Deep };

    /// <summary>DETR on ResNet-101 with a dilated last stage.</summary>
    [CompiledDetector]
    public static DetectorConfig DetrR101Dc5 { get; } =
        DetrR50 with { Name = "detr-r101-dc5", Backbone = Dilated(101) };

    /// <summary>DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig DetrTiny { get; } = Tiny(DetrR50) with { Name = "detr-tiny" };

    /// <summary>
    /// Conditional-DETR (Meng et al., ICCV 2021): content and place are compared apart, around a point read from the
    /// place.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig ConditionalDetrR50 { get; } = DetrR50 with
    {
        Name = "conditional-detr-r50",
        Queries = new QueryConfig(
            Content: new QueryContent.Zero(), Position: new QueryPosition.Learned(),
            Reference: new QueryReference.LearnedPoints(Map: PointMap.Mlp),
            Count: 300),
        Decoder = DetrR50.Decoder with { CrossAttention = new CrossAttention.Conditional() },
        Heads = new HeadConfig(Score: new Score.Sigmoid(), Sharing: HeadSharing.Single),
        Matching = StableDinoZoo.DinoR50.Matching,
        Losses = new LossConfig(Classification: new ClassificationLoss.Plain(), ClassificationWeight: 2f),
        PostProcessing = new PostProcessingConfig(Suppression: new SuppressionConfig.None()),
    };

    /// <summary>Conditional-DETR on a dilated last stage.</summary>
    [CompiledDetector]
    public static DetectorConfig ConditionalDetrR50Dc5 { get; } =
        ConditionalDetrR50 with { Name = "conditional-detr-r50-dc5", Backbone = Dilated(50) };

    /// <summary>Conditional-DETR on ResNet-101.</summary>
    [CompiledDetector]
    public static DetectorConfig ConditionalDetrR101 { get; } =
        ConditionalDetrR50 with { Name = "conditional-detr-r101", Backbone = Deep };

    /// <summary>Conditional-DETR on ResNet-101 with a dilated last stage.</summary>
    [CompiledDetector]
    public static DetectorConfig ConditionalDetrR101Dc5 { get; } =
        ConditionalDetrR50 with { Name = "conditional-detr-r101-dc5", Backbone = Dilated(101) };

    /// <summary>
    /// Group-DETR (Chen et al., ICCV 2023): Conditional-DETR that learns eleven groups of queries side by side and
    /// keeps one.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig GroupDetrR50 { get; } =
        ConditionalDetrR50 with { Name = "group-detr-r50", Branches = [new BranchConfig.QueryGroups(Groups: 11)] };

    /// <summary>
    /// Anchor-DETR (Wang et al., AAAI 2022): three patterns at each of 300 anchor points, attention by rows and
    /// columns.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig AnchorDetrR50 { get; } = ConditionalDetrR50 with
    {
        Name = "anchor-detr-r50",
        Backbone = new BackboneConfig.ResNet(Depth: 50, FirstStage: 5, FrozenStages: 2),
        Neck = new NeckConfig(Levels: 1, Form: NeckForm.NormalisedProjection),
        Encoder = new EncoderConfig(
            Attention: new EncoderAttention.RowColumn(), Tokens: new TokenSelection.All(),
            Fusion: new MemoryFusion.None(), FeedForward: 1024),
        Queries = new QueryConfig(
            Content: new QueryContent.Patterns(Count: 3), Position: new QueryPosition.EncodedPoints(),
            Reference: new QueryReference.AnchorPoints(), Count: 900),
        Decoder = new DecoderConfig(
            CrossAttention: new CrossAttention.RowColumn(), FeedForward: 1024, Refinement: BoxRefinement.None,
            FinalNorm: false),
        Heads = new HeadConfig(Score: new Score.Sigmoid(), Sharing: HeadSharing.Shared),
        PostProcessing = new PostProcessingConfig(Suppression: new SuppressionConfig.None(), Detections: 100),
    };

    /// <summary>Anchor-DETR on a dilated last stage.</summary>
    [CompiledDetector]
    public static DetectorConfig AnchorDetrR50Dc5 { get; } = AnchorDetrR50 with
    {
        Name = "anchor-detr-r50-dc5",
        Backbone = new BackboneConfig.ResNet(Depth: 50, FirstStage: 5, FrozenStages: 2, DilatedLastStage: true),
    };

    /// <summary>Anchor-DETR on ResNet-101.</summary>
    [CompiledDetector]
    public static DetectorConfig AnchorDetrR101 { get; } = AnchorDetrR50 with
    {
        Name = "anchor-detr-r101", Backbone = new BackboneConfig.ResNet(Depth: 101, FirstStage: 5, FrozenStages: 2),
    };

    /// <summary>Anchor-DETR on ResNet-101 with a dilated last stage.</summary>
    [CompiledDetector]
    public static DetectorConfig AnchorDetrR101Dc5 { get; } = AnchorDetrR50 with
    {
        Name = "anchor-detr-r101-dc5",
        Backbone = new BackboneConfig.ResNet(Depth: 101, FirstStage: 5, FrozenStages: 2, DilatedLastStage: true),
    };

    /// <summary>
    /// DAB-DETR (Liu et al., ICLR 2022): learned boxes, refined per layer, whose sizes stretch the attention.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DabDetrR50 { get; } = ConditionalDetrR50 with
    {
        Name = "dab-detr-r50",
        Encoder = ConditionalDetrR50.Encoder with
        {
            Dropout = 0f, PositionTemperature = 20f, ScaledPositions = true, Activation = Activation.PRelu,
        },
        Queries = new QueryConfig(
            Content: new QueryContent.Zero(), Position: new QueryPosition.SineOfReference(),
            Reference: new QueryReference.LearnedBoxes(), Count: 300),
        Decoder = ConditionalDetrR50.Decoder with
        {
            CrossAttention = new CrossAttention.Conditional(Modulated: true), Dropout = 0f,
            Refinement = BoxRefinement.LookForwardTwice,
            Activation = Activation.PRelu,
        },
        Losses = new LossConfig(Classification: new ClassificationLoss.Plain()),
    };

    /// <summary>DAB-DETR with a query for each of three patterns at every box.</summary>
    [CompiledDetector]
    public static DetectorConfig DabDetrR50ThreePatterns { get; } = DabDetrR50 with
    {
        Name = "dab-detr-r50-3patterns",
        Queries = DabDetrR50.Queries with { Content = new QueryContent.Patterns(Count: 3), Count = 900 },
    };

    /// <summary>DAB-DETR on a dilated last stage.</summary>
    [CompiledDetector]
    public static DetectorConfig DabDetrR50Dc5 { get; } =
        DabDetrR50 with { Name = "dab-detr-r50-dc5", Backbone = Dilated(50) };

    /// <summary>DAB-DETR on ResNet-101.</summary>
    [CompiledDetector]
    public static DetectorConfig DabDetrR101 { get; } = DabDetrR50 with { Name = "dab-detr-r101", Backbone = Deep };

    /// <summary>DN-DETR (Li et al., CVPR 2022): DAB-DETR that also learns to restore noised targets.</summary>
    [CompiledDetector]
    public static DetectorConfig DnDetrR50 { get; } = DabDetrR50 with
    {
        Name = "dn-detr-r50",
        Queries = DabDetrR50.Queries with { Content = new QueryContent.UnknownLabel() },
        Branches =
            [new BranchConfig.DenoisingGroups(Losses: new LossConfig(Classification: new ClassificationLoss.Plain()),
                Groups: 5, LabelNoise: 0.2f, BoxNoise: 0.4f)],
    };

    /// <summary>DN-DETR on a dilated last stage.</summary>
    [CompiledDetector]
    public static DetectorConfig DnDetrR50Dc5 { get; } =
        DnDetrR50 with { Name = "dn-detr-r50-dc5", Backbone = Dilated(50) };

    /// <summary>Conditional-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig ConditionalDetrTiny { get; } =
        Tiny(ConditionalDetrR50) with { Name = "conditional-detr-tiny" };

    /// <summary>Group-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig GroupDetrTiny { get; } =
        Tiny(GroupDetrR50) with { Name = "group-detr-tiny", Branches = [new BranchConfig.QueryGroups(Groups: 4)] };

    /// <summary>Anchor-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig AnchorDetrTiny { get; } = Tiny(AnchorDetrR50) with { Name = "anchor-detr-tiny" };

    /// <summary>DAB-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig DabDetrTiny { get; } = Tiny(DabDetrR50) with { Name = "dab-detr-tiny" };

    /// <summary>DN-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig DnDetrTiny { get; } = Tiny(DnDetrR50) with { Name = "dn-detr-tiny" };

    private static BackboneConfig Deep => new BackboneConfig.ResNet(Depth: 101, FirstStage: 5);

    private static BackboneConfig Dilated(int depth) =>
        new BackboneConfig.ResNet(Depth: depth, FirstStage: 5, DilatedLastStage: true);

    // Learns from scratch on two CPU cores; dilated, so that a small image has tokens enough.
    private static DetectorConfig Tiny(DetectorConfig large) => large with
    {
        Backbone = new BackboneConfig.ResNet(
            Depth: 18, StemWidth: 32, Width: 32, Norm: FeatureNorm.Batch, FirstStage: 5, FrozenStages: 0,
            DilatedLastStage: true),
        Neck = large.Neck with { Width = 128 },
        Encoder = large.Encoder with { Layers = 2, Width = 128, Heads = 4, FeedForward = 256, Dropout = 0f },
        Queries = large.Queries with { Count = 60 },
        Decoder = large.Decoder with { Layers = 3, Width = 128, Heads = 4, FeedForward = 256, Dropout = 0f },
        PostProcessing = large.PostProcessing with { Detections = 60 },
    };
}
