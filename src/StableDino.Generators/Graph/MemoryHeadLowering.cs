using System.Globalization;
using StableDino.Configuration;
using StableDino.Generators.Evaluation;

namespace StableDino.Generators.Graph;

/// <summary>Stages and parameters of heads on the memory: the pyramid that they share, then one stage for each. They cost nothing in inference.</summary>
internal static class MemoryHeadLowering
{
    private const int RegionSide = 7;
    private const int RegionAnchors = 9;

    /// <summary>Whether a branch is such a head.</summary>
    public static bool IsHead(BranchConfig branch) => branch is BranchConfig.AnchorHead or BranchConfig.RegionHead;

    /// <summary>Their stages, in the order of the branches; none without such a branch.</summary>
    public static IEnumerable<StageModel> Stages(DetectorConfig config, ConfigValue.Record value, End memory, string queries)
    {
        var heads = config.Branches.Select((branch, i) => (Config: branch, Index: i)).Where(branch => IsHead(branch.Config)).ToList();
        if (heads.Count == 0)
            yield break;

        var (width, levels) = (config.Encoder.Width, new Shapes(config).Levels.ToList());
        var strides = levels.Select(level => 1 << level.Stage).ToList();
        strides.Add(2 * strides[strides.Count - 1]);
        var positioned = config.Queries.Position is QueryPosition.ProposalEmbedding;
        var maps = new End("MemoryMaps", string.Join(", ", levels.Select(level => Shapes.Map(width, level))) + ", and one level more");
        yield return new(
            "maps", "", "MemoryPyramid", EquatableArray.Of(Number("width", width), Number("groups", config.Neck.Groups), new ArgumentModel("strides", null, $"[{string.Join(", ", strides)}]")),
            "The memory as maps, with one level more; in training only.", memory, maps,
            new[] { Part.Weight("downsample.0.weight", width, width, 3, 3), Part.Weight("downsample.0.bias", width) }.Concat(Part.Norm("downsample.1", width)).ToEquatable(),
            Cost.None);
        foreach (var (head, number) in heads.Select((head, number) => (head, number)))
        {
            var own = ((ConfigValue.List)value["Branches"]!).Items[head.Index];
            var common = EquatableArray.Of(
                new ArgumentModel("config", own), Number("branch", head.Index), Number("index", number), Number("width", width),
                new ArgumentModel("positioned", null, positioned ? "true" : "false"), new ArgumentModel("classCount", null, "classes"));
            yield return head.Config is BranchConfig.AnchorHead anchors
                ? new(
                    "anchors", "", "AnchorHead", common.Concat([Number("groups", config.Neck.Groups), Number("levels", strides.Count)]).ToEquatable(),
                    "Anchors on the memory are classified and located, and its positives become queries; in training only.",
                    new("AssistedQueries", queries), new("AssistedQueries", queries),
                    Anchors(anchors, width, strides.Count).Concat(Positives(width, positioned, number)).ToEquatable(), Cost.None)
                : new(
                    "regions", "", "RegionHead", common,
                    "Regions of the memory are proposed, classified and located, and its positives become queries; in training only.",
                    new("AssistedQueries", queries), new("AssistedQueries", queries),
                    Regions((BranchConfig.RegionHead)head.Config, width).Concat(Positives(width, positioned, number)).ToEquatable(), Cost.None);
        }
    }

    private static IEnumerable<Part> Anchors(BranchConfig.AnchorHead head, int width, int levels) =>
    [
        .. Tower("cls_convs", head.Convolutions, width), .. Tower("reg_convs", head.Convolutions, width),
        .. Convolution("bbox_head.0.atss_cls", width, Dimension.Classes, 3), .. Convolution("bbox_head.0.atss_reg", width, 4, 3),
        .. Convolution("bbox_head.0.atss_centerness", width, 1, 3),
        .. Enumerable.Range(0, levels).Select(level => Part.Weight($"bbox_head.0.scales.{level}.scale")),
    ];

    private static IEnumerable<Part> Tower(string name, int levels, int width) => Enumerable.Range(0, levels).SelectMany(i =>
        new[] { Part.Weight($"bbox_head.0.{name}.{i}.conv.weight", width, width, 3, 3) }.Concat(Part.Norm($"bbox_head.0.{name}.{i}.gn", width)));

    private static IEnumerable<Part> Regions(BranchConfig.RegionHead head, int width) =>
    [
        .. Convolution("rpn_head.rpn_conv", width, width, 3), .. Convolution("rpn_head.rpn_cls", width, RegionAnchors, 1),
        .. Convolution("rpn_head.rpn_reg", width, 4 * RegionAnchors, 1),
        .. Part.Linear("roi_head.0.bbox_head.fc_cls", head.HiddenWidth, Dimension.ClassesAndOne),
        .. Part.Linear("roi_head.0.bbox_head.fc_reg", head.HiddenWidth, Dimension.ClassesTimes(4)),
        .. Part.Linear("roi_head.0.bbox_head.shared_fcs.0", width * RegionSide * RegionSide, head.HiddenWidth),
        .. Part.Linear("roi_head.0.bbox_head.shared_fcs.1", head.HiddenWidth, head.HiddenWidth),
    ];

    private static IEnumerable<Part> Positives(int width, bool positioned, int index) =>
    [
        .. Part.Linear($"transformer.aux_pos_trans.{index}", 2 * width, positioned ? 2 * width : width),
        .. Part.Norm($"transformer.aux_pos_trans_norm.{index}", positioned ? 2 * width : width),
        .. positioned
            ?
            [
                .. Part.Linear($"transformer.pos_feats_trans.{index}", width, width), .. Part.Norm($"transformer.pos_feats_norm.{index}", width),
                Part.Weight($"transformer.head_pos_embed.{index}.weight", 1),
            ]
            : Array.Empty<Part>(),
    ];

    private static IEnumerable<Part> Convolution(string name, int input, Dimension output, int kernel) =>
        [Part.Weight($"{name}.weight", output, input, kernel, kernel), Part.Weight($"{name}.bias", output)];

    private static ArgumentModel Number(string name, int value) => new(name, null, value.ToString(CultureInfo.InvariantCulture));
}
