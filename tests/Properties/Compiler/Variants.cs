using StableDino.Configuration;
using StableDino.Network;
using StableDino.Zoo;

namespace StableDino.Properties.Compiler;

/// <summary>
/// Small detectors, each turning one choice of <see cref="Small"/>, which itself varies a preset of the compiled
/// library: the config
/// compiler reads that through the library's assembly.
/// </summary>
public static class Variants
{
    [CompiledDetector]
    public static DetectorConfig Small { get; } = StableDinoZoo.StableDinoTiny with
    {
        Name = "small",
        Backbone = new BackboneConfig.ResNet(
            Depth: 18, StemWidth: 8, Width: 8, Norm: FeatureNorm.Batch, FrozenStages: 0),
        Neck = new NeckConfig(Levels: 3, Width: 16, Groups: 4),
        Encoder = StableDinoZoo.StableDinoTiny.Encoder with { Layers = 2, Width = 16, Heads = 2, FeedForward = 24 },
        Queries = StableDinoZoo.StableDinoTiny.Queries with { Count = 7 },
        Decoder = StableDinoZoo.StableDinoTiny.Decoder with { Layers = 2, Width = 16, Heads = 2, FeedForward = 24 },
    };

    [CompiledDetector]
    public static DetectorConfig NoFusion =>
        Small with { Name = "no-fusion", Encoder = Small.Encoder with { Fusion = new MemoryFusion.None() } };

    [CompiledDetector]
    public static DetectorConfig SimpleFusion =>
        Small with { Name = "simple", Encoder = Small.Encoder with { Fusion = new MemoryFusion.Simple() } };

    [CompiledDetector]
    public static DetectorConfig ULikeFusion => Small with
    {
        Name = "u-like",
        Encoder = Small.Encoder with { Fusion = new MemoryFusion.ULike(), Layers = 3, FinalNorm = true },
    };

    [CompiledDetector]
    public static DetectorConfig NoEncoderLayers =>
        NoFusion with { Name = "no-encoder-layers", Encoder = NoFusion.Encoder with { Layers = 0 } };

    [CompiledDetector]
    public static DetectorConfig SharedHeads => Small with
    {
        Name = "shared-heads", Heads = new HeadConfig(new Score.Sigmoid(), HeadSharing.Shared),
        Decoder = Small.Decoder with { Layers = 3 },
    };

    [CompiledDetector]
    public static DetectorConfig NoDenoising => Small with { Name = "no-denoising", Branches = [] };

    [CompiledDetector]
    public static DetectorConfig SelectedContent => Small with
    {
        Name = "selected-content",
        Queries = Small.Queries with { Count = 5, Content = new QueryContent.SelectedTokens() },
    };

    [CompiledDetector]
    public static DetectorConfig LearnedPoints => Small with
    {
        Name = "learned-points",
        Queries = new QueryConfig(
            new QueryContent.Learned(), new QueryPosition.Learned(), new QueryReference.LearnedPoints(), Count: 6),
        Decoder = Small.Decoder with { Refinement = BoxRefinement.None, FinalNorm = false },
        Heads = new HeadConfig(new Score.Sigmoid(), HeadSharing.Shared),
        Branches = [],
    };

    [CompiledDetector]
    public static DetectorConfig LearnedBoxes => Small with
    {
        Name = "learned-boxes",
        Queries = new QueryConfig(
            new QueryContent.Learned(), new QueryPosition.SineOfReference(ScaledByContent: true),
            new QueryReference.LearnedBoxes(), Count: 6),
        Decoder = Small.Decoder with { Refinement = BoxRefinement.Detached },
    };

    [CompiledDetector]
    public static DetectorConfig GroupsBesideDenoising => LearnedBoxes with
    {
        Name = "groups-beside-denoising", Branches = [.. Small.Branches, new BranchConfig.QueryGroups(Groups: 3)],
    };

    [CompiledDetector]
    public static DetectorConfig GroupsBesideIndicated => SingleScaleZoo.DnDetrTiny with
    {
        Name = "groups-beside-indicated",
        Branches = [new BranchConfig.QueryGroups(Groups: 3), .. SingleScaleZoo.DnDetrTiny.Branches],
    };

    [CompiledDetector]
    public static DetectorConfig EmbeddedProposals => Small with
    {
        Name = "embedded-proposals",
        Queries = new QueryConfig(
            new QueryContent.ProposalEmbedding(), new QueryPosition.ProposalEmbedding(),
            new QueryReference.Proposals(ProposalClasses.Agnostic), Count: 6),
        Branches = [],
    };

    [CompiledDetector]
    public static DetectorConfig ByOverlap => EmbeddedProposals with
    {
        Name = "by-overlap",
        Queries = EmbeddedProposals.Queries with
        {
            Content = new QueryContent.ProposalAndToken(),
            Reference = new QueryReference.Proposals(
                ProposalClasses.Agnostic, Selection: ProposalSelection.SuppressedPerLevel),
        },
        Matching = new Assignment.ByOverlap(QueriesPerTarget: 2),
    };

    [CompiledDetector]
    public static DetectorConfig StableMasks => StableDinoZoo.Stable(MaskZoo.MaskDinoTiny) with
    {
        Name = "stable-masks",
        Masks = new MaskConfig.PixelEmbedding(
            Points: new MaskPointConfig(Points: 256), Width: 64, Metric: PositionMetric.MaskIou),
    };

    [CompiledDetector]
    public static DetectorConfig Hybrid => Small with
    {
        Name = "hybrid",
        Branches = [.. Small.Branches,
            new BranchConfig.OneToMany(new BranchTerms.Shared(), Queries: 9, Repetition: 2, Weight: 0.5f)],
    };

    [CompiledDetector]
    public static DetectorConfig Bottlenecks => Small with
    {
        Name = "bottlenecks",
        Backbone = new BackboneConfig.ResNet(Depth: 50, StemWidth: 8, Width: 4, FirstStage: 2, LastStage: 4),
        Neck = Small.Neck with { Levels = 5 },
    };

    [CompiledDetector]
    public static DetectorConfig GroupNormalised => Small with
    {
        Name = "group-normalised",
        Backbone = new BackboneConfig.ResNet(
            Depth: 34, StemWidth: 8, Width: 8, Norm: FeatureNorm.Group, FrozenStages: 2),
    };

    [CompiledDetector]
    public static DetectorConfig Windows => Small with
    {
        Name = "windows",
        Backbone = new BackboneConfig.Swin(
            Depths: new StageCounts(2, 1, 2, 1), Heads: new StageCounts(1, 2, 2, 4), Width: 8, Window: 3, FirstStage: 3,
            LastStage: 4),
        Neck = Small.Neck with { Levels = 2 + 1 },
    };

    [CompiledDetector]
    public static DetectorConfig Modulated => Small with
    {
        Name = "modulated",
        Backbone = new BackboneConfig.FocalNet(
            Depths: new StageCounts(2, 1, 2, 1), Levels: new StageCounts(3, 2, 1, 4),
            Windows: new StageCounts(3, 5, 7, 1), Width: 8, ModulationNorm: true),
    };

    [CompiledDetector]
    public static DetectorConfig ModulatedPlainly => Small with
    {
        Name = "modulated-plainly",
        Backbone = new BackboneConfig.FocalNet(
            Depths: new StageCounts(1, 2, 1, 1), Levels: new StageCounts(2, 2, 2, 2),
            Windows: new StageCounts(3, 3, 3, 3), Width: 8, MlpRatio: 2f,
            OverlappingPatches: false, PostNorm: false, NormalizedModulator: true, LayerScale: false, FirstStage: 2,
            LastStage: 4),
    };

#pragma warning disable SDINO028 // the choice under test
    [CompiledDetector]
    public static DetectorConfig AttendsPadding =>
        Small with { Name = "attends-padding", EvaluationPadding = PaddingPolicy.Attended };
#pragma warning restore SDINO028
}
