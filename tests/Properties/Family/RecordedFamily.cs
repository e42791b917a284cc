using StableDino.Configuration;
using StableDino.Network;
using StableDino.Zoo;

namespace StableDino.Properties.Family;

#pragma warning disable SDINO028 // the official code attends to padding in evaluation, and so do its numbers

/// <summary>
/// The models of the recorded family, for the config compiler: published detectors in small, as the official code runs
/// them.
/// </summary>
public static class RecordedFamily
{
    [CompiledDetector]
    public static DetectorConfig RecordedDino { get; } = StableDinoZoo.DinoR50 with
    {
        Name = "recorded-dino",
        Backbone = Backbone,
        Neck = Neck,
        Encoder = Encoder,
        Queries = StableDinoZoo.DinoR50.Queries with { Count = 40 },
        Decoder = StableDinoZoo.DinoR50.Decoder with { Layers = 2, Width = 64, Heads = 4, FeedForward = 96 },
        Matching = Matching,
        Losses = Losses,
        Branches =
            [new BranchConfig.ContrastiveDenoising(Negatives: new NegativeNoise.Contrastive(), Losses: Losses,
                Queries: 20, Absent: AbsentSlots.TrainedAsNegatives)],
        PostProcessing = PostProcessing,
        EvaluationPadding = PaddingPolicy.Attended,
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDinoWide { get; } = RecordedDino with
    {
        Name = "recorded-dino-wide",
        Neck = new NeckConfig(),
        Encoder = StableDinoZoo.DinoR50.Encoder with { Layers = 1, FeedForward = 64 },
        Decoder = StableDinoZoo.DinoR50.Decoder with { Layers = 1, FeedForward = 64 },
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDeformable { get; } = RecordedDino with
    {
        Name = "recorded-deformable",
        Queries = DeformableZoo.DeformableDetrR50.Queries with { Count = 36 },
        Decoder = RecordedDino.Decoder with { Refinement = BoxRefinement.None, FinalNorm = false },
        Heads = DeformableZoo.DeformableDetrR50.Heads,
        Branches = [],
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDeformableRefined { get; } = RecordedDeformable with
    {
        Name = "recorded-deformable-refined",
        Decoder = RecordedDeformable.Decoder with { Refinement = BoxRefinement.Detached },
        Heads = DeformableZoo.DeformableDetrR50BoxRefinement.Heads,
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDeformableTwoStage { get; } = RecordedDeformableRefined with
    {
        Name = "recorded-deformable-two-stage",
        Queries = DeformableZoo.DeformableDetrR50TwoStage.Queries with { Count = 36 },
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDab { get; } = RecordedDeformableRefined with
    {
        Name = "recorded-dab",
        Queries = DeformableZoo.DabDeformableDetrR50.Queries with { Count = 36 },
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDabTwoStage { get; } = RecordedDab with
    {
        Name = "recorded-dab-two-stage",
        Queries = DeformableZoo.DabDeformableDetrR50TwoStage.Queries with { Count = 36 },
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDnDeformable { get; } = RecordedDab with
    {
        Name = "recorded-dn-deformable",
        Queries = RecordedDab.Queries with { Count = 30 },
        Branches =
            [new BranchConfig.DenoisingGroups(Losses: Losses, Groups: 3, Absent: AbsentSlots.TrainedAsNegatives)],
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDeta { get; } = RecordedDeformableTwoStage with
    {
        Name = "recorded-deta",
        Backbone = new BackboneConfig.ResNet(StemWidth: 4, Width: 4, FrozenStages: 2),
        Neck = Neck with { Levels = 5 },
        Queries = DeformableZoo.DetaR50FiveScale.Queries with { Count = 40 },
        Matching = new Assignment.ByOverlap(Overlap: OverlapArithmetic.OfficialEpsilon),
        PostProcessing = DeformableZoo.DetaR50FiveScale.PostProcessing,
    };

    [CompiledDetector]
    public static DetectorConfig RecordedHybrid { get; } = RecordedDeformableTwoStage with
    {
        Name = "recorded-hybrid",
        Queries = DeformableZoo.HDeformableDetrR50TwoStage.Queries with { Count = 20 },
        Decoder = RecordedDeformableTwoStage.Decoder with { Refinement = BoxRefinement.LookForwardTwice },
        Losses = Losses with { ClassificationWeight = 2f },
        Branches =
            [new BranchConfig.OneToMany(Terms: new BranchTerms.Shared(), Queries: 30, Repetition: 6, Weight: 1f)],
    };

    [CompiledDetector]
    public static DetectorConfig RecordedMaskDino { get; } = MaskZoo.MaskDinoR50 with
    {
        Name = "recorded-mask-dino",
        Backbone = new BackboneConfig.ResNet(StemWidth: 4, Width: 4, FirstStage: 2),
        Neck = Neck,
        Encoder = MaskZoo.MaskDinoR50.Encoder with { Layers = 2, Width = 64, Heads = 4, FeedForward = 96 },
        Queries = MaskZoo.MaskDinoR50.Queries with { Count = 30 },
        Decoder = MaskZoo.MaskDinoR50.Decoder with { Layers = 2, Width = 64, Heads = 4, FeedForward = 96 },
        Matching = MaskZoo.MaskDinoR50.Matching with { Overlap = OverlapArithmetic.OfficialEpsilon },
        Losses = MaskZoo.MaskDinoR50.Losses with { Overlap = OverlapArithmetic.OfficialEpsilon },
        Branches =
        [
            new BranchConfig.PositiveDenoising(
                Losses: MaskZoo.MaskDinoR50.Losses with { Overlap = OverlapArithmetic.OfficialEpsilon },
                Queries: 20, LabelNoise: 0.2f, BoxNoise: 0.4f, Absent: AbsentSlots.TrainedAsNegatives),
        ],
        Masks = new MaskConfig.PixelEmbedding(Points: new MaskPointConfig(Points: 96), Width: 64),
        PostProcessing = MaskZoo.MaskDinoR50.PostProcessing with { Detections = 12 },
        EvaluationPadding = PaddingPolicy.AttendedInTraining,
    };

    /// <summary>
    /// Mask2Former; of its backbone the maps alone were recorded, so that any with as many channels stands here.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig RecordedMask2Former { get; } = MaskZoo.Mask2FormerR50 with
    {
        Name = "recorded-mask2former",
        Backbone = new BackboneConfig.ResNet(Depth: 18, StemWidth: 4, Width: 4, FirstStage: 2),
        Neck = new NeckConfig(Levels: 3, Width: 32),
        Encoder = MaskZoo.Mask2FormerR50.Encoder with { Layers = 1, Width = 32, Heads = 2, FeedForward = 16 },
        Queries = MaskZoo.Mask2FormerR50.Queries with { Count = 5 },
        Decoder = MaskZoo.Mask2FormerR50.Decoder with { Layers = 4, Width = 32, Heads = 2, FeedForward = 20 },
        Masks = new MaskConfig.PixelEmbedding(Points: new MaskPointConfig(Points: 24), Width: 8),
        PostProcessing = MaskZoo.Mask2FormerR50.PostProcessing with { Detections = 4 },
        EvaluationPadding = PaddingPolicy.AttendedInTraining,
    };

    private static BackboneConfig Backbone => new BackboneConfig.ResNet(StemWidth: 4, Width: 4);

    private static NeckConfig Neck => new(Width: 64);

    private static EncoderConfig Encoder =>
        StableDinoZoo.DinoR50.Encoder with { Layers = 2, Width = 64, Heads = 4, FeedForward = 96 };

    private static Assignment Matching =>
        StableDinoZoo.DinoR50.Matching with { Overlap = OverlapArithmetic.OfficialEpsilon };

    private static LossConfig Losses =>
        StableDinoZoo.DinoR50.Losses with { Overlap = OverlapArithmetic.OfficialEpsilon };

    private static PostProcessingConfig PostProcessing => StableDinoZoo.DinoR50.PostProcessing with { Detections = 25 };
}
