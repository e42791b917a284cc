using StableDino.Configuration;
using StableDino.Network;
using StableDino.Zoo;

namespace StableDino.Properties.Family;

#pragma warning disable SDINO028 // the official code attends to padding in evaluation, and so do its numbers

/// <summary>
/// The recorded detectors of one map, for the config compiler: published ones in small, as the official code runs them.
/// </summary>
public static class RecordedSingleScale
{
    [CompiledDetector]
    public static DetectorConfig RecordedDetr { get; } = Small(SingleScaleZoo.DetrR50) with { Name = "recorded-detr" };

    [CompiledDetector]
    public static DetectorConfig RecordedConditional { get; } = Small(SingleScaleZoo.ConditionalDetrR50 with
    {
        Decoder =
            SingleScaleZoo.ConditionalDetrR50.Decoder with { CrossAttention =
                new CrossAttention.Conditional(Padding: PaddingPolicy.Attended) },
    }) with { Name = "recorded-conditional", PostProcessing = Best };

    [CompiledDetector]
    public static DetectorConfig RecordedGroup { get; } = RecordedConditional with
    {
        Name = "recorded-group", Queries = RecordedConditional.Queries with { Count = 14 },
        Branches = [new BranchConfig.QueryGroups(Groups: 3, Attention: GroupAttention.Official)],
    };

    [CompiledDetector]
    public static DetectorConfig RecordedAnchor { get; } = Small(MeansWithPadding) with
    {
        Name = "recorded-anchor", Queries = SingleScaleZoo.AnchorDetrR50.Queries with { Count = 36 },
        PostProcessing = Best,
    };

    private static DetectorConfig MeansWithPadding => SingleScaleZoo.AnchorDetrR50 with
    {
        Encoder =
            SingleScaleZoo.AnchorDetrR50.Encoder with { Attention =
                new EncoderAttention.RowColumn(Padding: PaddingPolicy.Attended) },
        Decoder =
            SingleScaleZoo.AnchorDetrR50.Decoder with { CrossAttention =
                new CrossAttention.RowColumn(Padding: PaddingPolicy.Attended) },
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDabDetr { get; } =
        Small(SingleScaleZoo.DabDetrR50 with { Decoder = Modulated }) with
        {
            Name = "recorded-dab-detr", PostProcessing = Best,
        };

    [CompiledDetector]
    public static DetectorConfig RecordedDabPatterns { get; } = RecordedDabDetr with
    {
        Name = "recorded-dab-patterns", Queries = SingleScaleZoo.DabDetrR50ThreePatterns.Queries with { Count = 36 },
    };

    [CompiledDetector]
    public static DetectorConfig RecordedDnDetr { get; } = RecordedDabDetr with
    {
        Name = "recorded-dn-detr",
        Queries = SingleScaleZoo.DnDetrR50.Queries with { Count = 26 },
        Branches =
            [new BranchConfig.DenoisingGroups(
                Losses: RecordedDabDetr.Losses, Groups: 3, Absent: AbsentSlots.TrainedAsNegatives)],
    };

    private static DecoderConfig Modulated => SingleScaleZoo.DabDetrR50.Decoder with
    {
        CrossAttention = new CrossAttention.Conditional(Modulated: true, Padding: PaddingPolicy.Attended),
    };

    private static PostProcessingConfig Best =>
        SingleScaleZoo.ConditionalDetrR50.PostProcessing with { Detections = 25 };

    private static DetectorConfig Small(DetectorConfig large) => large with
    {
        Backbone = new BackboneConfig.ResNet(StemWidth: 4, Width: 4, FirstStage: 5),
        Neck = large.Neck with { Width = 64 },
        Encoder = large.Encoder with { Layers = 2, Width = 64, Heads = 4, FeedForward = 96, Dropout = 0f },
        Queries = large.Queries with { Count = 30 },
        Decoder = large.Decoder with { Layers = 2, Width = 64, Heads = 4, FeedForward = 96, Dropout = 0f },
        Matching = large.Matching with { Overlap = OverlapArithmetic.OfficialEpsilon },
        Losses = large.Losses with { Overlap = OverlapArithmetic.OfficialEpsilon },
        PostProcessing = large.PostProcessing with { Detections = 30 },
        EvaluationPadding = PaddingPolicy.Attended,
    };
}
