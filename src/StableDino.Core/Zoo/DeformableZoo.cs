using StableDino.Configuration;
using StableDino.Network;

namespace StableDino.Zoo;

/// <summary>
/// Detectors with deformable attention that came before DINO and beside it, as detrex configures them. Each is another
/// of them
/// <c>with</c> the values that differ; docs/zoo.md lists what is verified of each.
/// </summary>
public static class DeformableZoo
{
    /// <summary>
    /// Deformable-DETR (Zhu et al., ICLR 2021): learned queries around learned points that no layer moves.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DeformableDetrR50 { get; } = StableDinoZoo.DinoR50 with
    {
        Name = "deformable-detr-r50",
        Encoder = StableDinoZoo.DinoR50.Encoder with { FeedForward = 1024, Dropout = 0.1f },
        Queries = new QueryConfig(
            Content: new QueryContent.Learned(), Position: new QueryPosition.Learned(),
            Reference: new QueryReference.LearnedPoints(), Count: 300),
        Decoder = StableDinoZoo.DinoR50.Decoder with { FeedForward = 1024, Dropout = 0.1f,
            Refinement = BoxRefinement.None, FinalNorm = false },
        Heads = StableDinoZoo.DinoR50.Heads with { Sharing = HeadSharing.Shared },
        PostProcessing = StableDinoZoo.DinoR50.PostProcessing with { Detections = 100 },
        Branches = [],
    };

    /// <summary>Deformable-DETR with iterative box refinement: each layer's box is the next one's reference.</summary>
    [CompiledDetector]
    public static DetectorConfig DeformableDetrR50BoxRefinement { get; } = DeformableDetrR50 with
    {
        Name = "deformable-detr-r50-with-box-refinement",
        Decoder = DeformableDetrR50.Decoder with { Refinement = BoxRefinement.Detached },
        Heads = DeformableDetrR50.Heads with { Sharing = HeadSharing.PerLayer },
    };

    /// <summary>
    /// Two-stage Deformable-DETR: queries are embedded proposals of the encoder, which are ranked without classes.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DeformableDetrR50TwoStage { get; } = DeformableDetrR50BoxRefinement with
    {
        Name = "deformable-detr-r50-two-stage",
        Queries = new QueryConfig(
            Content: new QueryContent.ProposalEmbedding(),
            Position: new QueryPosition.ProposalEmbedding(),
            Reference: new QueryReference.Proposals(Classes: ProposalClasses.Agnostic),
            Count: 300),
    };

    /// <summary>
    /// DAB-Deformable-DETR (Liu et al., ICLR 2022): learned boxes to start from; positions are sines of the boxes,
    /// scaled by the content.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DabDeformableDetrR50 { get; } = DeformableDetrR50BoxRefinement with
    {
        Name = "dab-deformable-detr-r50",
        Encoder = StableDinoZoo.DinoR50.Encoder,
        Queries = new QueryConfig(
            Content: new QueryContent.Learned(),
            Position: new QueryPosition.SineOfReference(ScaledByContent: true),
            Reference: new QueryReference.LearnedBoxes(),
            Count: 300),
        Decoder = StableDinoZoo.DinoR50.Decoder with { Refinement = BoxRefinement.Detached, FinalNorm = false },
        PostProcessing = StableDinoZoo.DinoR50.PostProcessing,
    };

    /// <summary>Two-stage DAB-Deformable-DETR: selected tokens are the content, their boxes the references.</summary>
    [CompiledDetector]
    public static DetectorConfig DabDeformableDetrR50TwoStage { get; } = DabDeformableDetrR50 with
    {
        Name = "dab-deformable-detr-r50-two-stage",
        Queries = DabDeformableDetrR50.Queries with { Content = new QueryContent.SelectedTokens(),
            Reference = new QueryReference.Proposals() },
    };

    /// <summary>
    /// DN-Deformable-DETR (Li et al., CVPR 2022): noised targets in five groups beside the queries of
    /// DAB-Deformable-DETR.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DnDeformableDetrR50 { get; } = DabDeformableDetrR50 with
    {
        Name = "dn-deformable-detr-r50",
        Branches = [new BranchConfig.DenoisingGroups(Losses: DabDeformableDetrR50.Losses)],
    };

    /// <summary>
    /// H-DETR (Jia et al., CVPR 2023) on two-stage Deformable-DETR with mixed selection and looking forward twice: a
    /// branch of 1500
    /// queries, in training only, is matched with every target six times.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig HDeformableDetrR50TwoStage { get; } = DeformableDetrR50TwoStage with
    {
        Name = "h-deformable-detr-r50-two-stage",
        Encoder = StableDinoZoo.DinoR50.Encoder,
        Queries = DeformableDetrR50TwoStage.Queries with { Content = new QueryContent.Learned() },
        Decoder = StableDinoZoo.DinoR50.Decoder with { FinalNorm = false },
        Losses = DeformableDetrR50TwoStage.Losses with { ClassificationWeight = 2f },
        PostProcessing = StableDinoZoo.DinoR50.PostProcessing,
        Branches =
            [new BranchConfig.OneToMany(Terms: new BranchTerms.Shared(), Queries: 1500, Repetition: 6, Weight: 1f)],
    };

    /// <summary>
    /// DETA (Ouyang-Zhang et al., arXiv:2212.06137), five scales: two-stage Deformable-DETR whose targets are given by
    /// overlap, several
    /// queries each, and whose duplicates are suppressed, among the proposals and in the end.
    /// </summary>
    [CompiledDetector]
    public static DetectorConfig DetaR50FiveScale { get; } = DeformableDetrR50TwoStage with
    {
        Name = "deta-r50-5scale",
        Backbone = new BackboneConfig.ResNet(Depth: 50, FrozenStages: 2),
        Neck = DeformableDetrR50TwoStage.Neck with { Levels = 5 },
        Encoder = StableDinoZoo.DinoR50.Encoder,
        Queries = new QueryConfig(
            Content: new QueryContent.ProposalAndToken(),
            Position: new QueryPosition.ProposalEmbedding(),
            Reference: new QueryReference.Proposals(
                Classes: ProposalClasses.Agnostic, Selection: ProposalSelection.SuppressedPerLevel),
            Count: 900),
        Decoder = StableDinoZoo.DinoR50.Decoder with { Refinement = BoxRefinement.Detached, FinalNorm = false },
        Matching = new Assignment.ByOverlap(),
        PostProcessing = new PostProcessingConfig(
            Suppression: new SuppressionConfig.PerClass(IouThreshold: 0.7f, Candidates: 10000), Detections: 100),
    };

    /// <summary>DETA without frozen stages, as detrex trains it from ImageNet weights.</summary>
    [CompiledDetector]
    public static DetectorConfig DetaR50FiveScaleUnfrozen { get; } = DetaR50FiveScale with
    {
        Name = "deta-r50-5scale-no-frozen-backbone",
        Backbone = new BackboneConfig.ResNet(Depth: 50, FrozenStages: 0),
    };

    /// <summary>Deformable-DETR of <see cref="StableDinoZoo.StableDinoTiny"/>'s size.</summary>
    [CompiledDetector]
    public static DetectorConfig DeformableDetrTiny { get; } = DeformableDetrR50 with
    {
        Name = "deformable-detr-tiny",
        Backbone = StableDinoZoo.StableDinoTiny.Backbone,
        Neck = StableDinoZoo.StableDinoTiny.Neck,
        Encoder = StableDinoZoo.DinoTiny.Encoder,
        Queries = DeformableDetrR50.Queries with { Count = 60 },
        Decoder = StableDinoZoo.StableDinoTiny.Decoder with { Refinement = BoxRefinement.None, FinalNorm = false },
    };

    /// <summary>Deformable-DETR with iterative box refinement, small.</summary>
    [CompiledDetector]
    public static DetectorConfig DeformableDetrTinyBoxRefinement { get; } = DeformableDetrTiny with
    {
        Name = "deformable-detr-tiny-with-box-refinement",
        Decoder = DeformableDetrTiny.Decoder with { Refinement = BoxRefinement.Detached },
        Heads = DeformableDetrR50BoxRefinement.Heads,
    };

    /// <summary>Two-stage Deformable-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig DeformableDetrTinyTwoStage { get; } = DeformableDetrTinyBoxRefinement with
    {
        Name = "deformable-detr-tiny-two-stage",
        Queries = DeformableDetrR50TwoStage.Queries with { Count = 60 },
    };

    /// <summary>DAB-Deformable-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig DabDeformableDetrTiny { get; } = DeformableDetrTinyBoxRefinement with
    {
        Name = "dab-deformable-detr-tiny",
        Queries = DabDeformableDetrR50.Queries with { Count = 60 },
    };

    /// <summary>Two-stage DAB-Deformable-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig DabDeformableDetrTinyTwoStage { get; } = DabDeformableDetrTiny with
    {
        Name = "dab-deformable-detr-tiny-two-stage",
        Queries = DabDeformableDetrR50TwoStage.Queries with { Count = 60 },
    };

    /// <summary>DN-Deformable-DETR, small.</summary>
    [CompiledDetector]
    public static DetectorConfig DnDeformableDetrTiny { get; } = DabDeformableDetrTiny with
    {
        Name = "dn-deformable-detr-tiny",
        Branches = DnDeformableDetrR50.Branches,
    };

    /// <summary>DETA, small: four levels, 60 queries.</summary>
    [CompiledDetector]
    public static DetectorConfig DetaTiny { get; } = DeformableDetrTinyTwoStage with
    {
        Name = "deta-tiny",
        Queries = DetaR50FiveScale.Queries with { Count = 60 },
        Matching = DetaR50FiveScale.Matching,
        PostProcessing = DetaR50FiveScale.PostProcessing,
    };

    /// <summary>H-DETR, small: 60 queries, and 120 in the one-to-many branch.</summary>
    [CompiledDetector]
    public static DetectorConfig HDeformableDetrTiny { get; } = DeformableDetrTinyTwoStage with
    {
        Name = "h-deformable-detr-tiny",
        Queries = HDeformableDetrR50TwoStage.Queries with { Count = 60 },
        Decoder = DeformableDetrTinyTwoStage.Decoder with { Refinement = BoxRefinement.LookForwardTwice },
        Losses = HDeformableDetrR50TwoStage.Losses,
        Branches =
            [new BranchConfig.OneToMany(Terms: new BranchTerms.Shared(), Queries: 120, Repetition: 4, Weight: 1f)],
    };
}
