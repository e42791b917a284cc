using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Counts and sizes have a least value, mostly one.</summary>
internal static class SizeRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from size in Sizes(config)
        where size.Value < size.Least
        select Finding.Of(Descriptors.TooSmall, [size.Path], size.Path, size.Value, size.Least);

    private static IEnumerable<(string Path, int Value, int Least)> Sizes(DetectorConfig config) =>
    [
        .. Backbone(config.Backbone),
        ("Neck.Levels", config.Neck.Levels, 1), ("Neck.Width", config.Neck.Width, 1), ("Neck.Groups", config.Neck.Groups, 1),
        ("Encoder.Layers", config.Encoder.Layers, 0), ("Encoder.Width", config.Encoder.Width, 1), ("Encoder.Heads", config.Encoder.Heads, 1),
        ("Encoder.Points", config.Encoder.Points, 1), ("Encoder.FeedForward", config.Encoder.FeedForward, 1),
        .. Selection(config.Selection),
        ("Decoder.Layers", config.Decoder.Layers, 1), ("Decoder.Width", config.Decoder.Width, 1), ("Decoder.Heads", config.Decoder.Heads, 1),
        ("Decoder.Points", config.Decoder.Points, 1), ("Decoder.FeedForward", config.Decoder.FeedForward, 1),
        .. Denoising(config.Denoising),
        ("PostProcessing.Detections", config.PostProcessing.Detections, 1),
        ("Classes", config.Classes, 1),
    ];

    private static IEnumerable<(string, int, int)> Backbone(BackboneConfig backbone) => backbone switch
    {
        BackboneConfig.ResNet r => [("Backbone.StemWidth", r.StemWidth, 1), ("Backbone.Width", r.Width, 1)],
        BackboneConfig.Swin s =>
        [
            ("Backbone.Width", s.Width, 1), ("Backbone.Window", s.Window, 2),
            .. Stages("Backbone.Depths", s.Depths), .. Stages("Backbone.Heads", s.Heads),
        ],
        _ => [],
    };

    private static IEnumerable<(string, int, int)> Stages(string path, StageCounts counts) =>
    [
        ($"{path}.Stage2", counts.Stage2, 1), ($"{path}.Stage3", counts.Stage3, 1),
        ($"{path}.Stage4", counts.Stage4, 1), ($"{path}.Stage5", counts.Stage5, 1),
    ];

    private static IEnumerable<(string, int, int)> Selection(QuerySelectionConfig selection) =>
        selection is QuerySelectionConfig.TwoStage two ? [("Selection.Queries", two.Queries, 1)] : [];

    private static IEnumerable<(string, int, int)> Denoising(DenoisingConfig denoising) =>
        denoising is DenoisingConfig.Contrastive c ? [("Denoising.Queries", c.Queries, 1), ("Denoising.Copies", c.Copies, 1)] : [];
}
