using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>
/// Counts and sizes have a least value, mostly one, and a largest, so that shapes and costs are computed without
/// overflow.
/// </summary>
internal static class SizeRule
{
    private const int Layers = 100;
    private const int Width = 1 << 16;
    private const int Many = 1 << 20;

    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from size in Sizes(config)
        where size.Value < size.Least || size.Value > size.Most
        select size.Value < size.Least
            ? Finding.Of(Descriptors.TooSmall, [size.Path], size.Path, size.Value,
                size.Least) with { Mend = Literal.Of(size.Least) }
            : Finding.Of(Descriptors.TooLarge, [size.Path], size.Path, size.Value,
                size.Most) with { Mend = Literal.Of(size.Most) };

    private static IEnumerable<(string Path, int Value, int Least, int Most)> Sizes(DetectorConfig config) =>
    [
        .. Backbone(config.Backbone),
        ("Neck.Levels", config.Neck.Levels, 1, 8), ("Neck.Width", config.Neck.Width, 1, Width),
        ("Neck.Groups", config.Neck.Groups, 1, Width),
        ("Encoder.Layers", config.Encoder.Layers, 0, Layers), ("Encoder.Width", config.Encoder.Width, 1, Width),
        ("Encoder.Heads", config.Encoder.Heads, 1, Width),
        .. config.Encoder.Attention is EncoderAttention.DeformablePoints(var around)
            ? Of(("Encoder.Attention.Points", around, 1, 64))
            : [],
        ("Encoder.FeedForward", config.Encoder.FeedForward, 1, Many),
        ("Queries.Count", config.Queries.Count, 1, Many),
        .. config.Queries.Content is QueryContent.Patterns(var patterns)
            ? Of(("Queries.Content.Count", patterns, 1, 1000))
            : [],
        .. config.Matching is Assignment.ByOverlap(_, var each, _)
            ? Of(("Matching.QueriesPerTarget", each, 1, 1000))
            : [],
        .. config.PostProcessing.Suppression is SuppressionConfig.PerClass { Candidates: var candidates }
            ? Of(("PostProcessing.Suppression.Candidates", candidates, 0, Many)) : [],
        ("Decoder.Layers", config.Decoder.Layers, 1, Layers), ("Decoder.Width", config.Decoder.Width, 1, Width),
        ("Decoder.Heads", config.Decoder.Heads, 1, Width),
        .. config.Decoder.CrossAttention is CrossAttention.DeformablePoints(var points)
            ? Of(("Decoder.CrossAttention.Points", points, 1, 64))
            : [],
        ("Decoder.FeedForward", config.Decoder.FeedForward, 1, Many),
        .. config.Branches.SelectMany((branch, i) => Branch($"Branches[{i}]", branch)),
        .. config.Masks is MaskConfig.PixelEmbedding masks
            ? Of(("Masks.Width", masks.Width, 1, Width), ("Masks.Groups", masks.Groups, 1, Width),
                ("Masks.Points.Points", masks.Points.Points, 1, Many)) : [],
        ("PostProcessing.Detections", config.PostProcessing.Detections, 1, Many),
        ("Classes", config.Classes, 1, Many),
    ];

    private static IEnumerable<(string, int, int, int)> Backbone(BackboneConfig backbone) => backbone switch
    {
        BackboneConfig.ResNet r =>
            [("Backbone.StemWidth", r.StemWidth, 1, Width), ("Backbone.Width", r.Width, 1, Width)],
        BackboneConfig.Swin s =>
        [
            ("Backbone.Width", s.Width, 1, Width), ("Backbone.Window", s.Window, 2, 64),
            .. Stages("Backbone.Depths", s.Depths, Layers), .. Stages("Backbone.Heads", s.Heads, 8 * Width),
        ],
        BackboneConfig.FocalNet f =>
        [
            ("Backbone.Width", f.Width, 1, Width),
            .. Stages("Backbone.Depths", f.Depths, Layers), .. Stages("Backbone.Levels", f.Levels, 8),
            .. Stages("Backbone.Windows", f.Windows, 63),
        ],
        _ => [],
    };

    private static IEnumerable<(string, int, int, int)> Branch(string path, BranchConfig branch) => branch switch
    {
        BranchConfig.ContrastiveDenoising b =>
            [($"{path}.Queries", b.Queries, 1, Many), ($"{path}.Copies", b.Copies, 1, 1000)],
        BranchConfig.PositiveDenoising b => [($"{path}.Queries", b.Queries, 1, Many)],
        BranchConfig.DenoisingGroups b => [($"{path}.Groups", b.Groups, 1, 1000)],
        BranchConfig.OneToMany b =>
            [($"{path}.Queries", b.Queries, 1, Many), ($"{path}.Repetition", b.Repetition, 1, 1000)],
        BranchConfig.QueryGroups b => [($"{path}.Groups", b.Groups, 2, 1000)],
        BranchConfig.AnchorHead b =>
            [($"{path}.Candidates", b.Candidates, 1, Many), ($"{path}.Convolutions", b.Convolutions, 0, Layers),
                ($"{path}.Queries", b.Queries, 1, Many)],
        BranchConfig.RegionHead b =>
        [
            ($"{path}.Candidates", b.Candidates, 1, Many), ($"{path}.Proposals", b.Proposals, 1, Many),
            ($"{path}.AnchorSamples", b.AnchorSamples, 2, Many), ($"{path}.Samples", b.Samples, 2, Many),
            ($"{path}.HiddenWidth", b.HiddenWidth, 1, 1 << 14), ($"{path}.Queries", b.Queries, 1, Many),
        ],
        _ => [],
    };

    private static IEnumerable<(string, int, int, int)> Stages(string path, StageCounts counts, int most) => Of(
        ($"{path}.Stage2", counts.Stage2, 1, most), ($"{path}.Stage3", counts.Stage3, 1, most),
        ($"{path}.Stage4", counts.Stage4, 1, most), ($"{path}.Stage5", counts.Stage5, 1, most));

    private static (string, int, int, int)[] Of(params (string, int, int, int)[] sizes) => sizes;
}
