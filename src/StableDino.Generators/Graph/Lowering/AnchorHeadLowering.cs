using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>The auxiliary head of anchors (ATSS).</summary>
internal static class AnchorHeadLowering
{
    public static StageModel Stage(Blueprint graph, BranchConfig.AnchorHead config, AuxiliaryHead head)
    {
        var levels = MapsLowering.Strides(graph).Count;
        return new(StageKind.Anchors, "AnchorHead", "")
        {
            Summary =
                "Anchors on the memory are classified and located; the positives become queries, in training only.",
            Arguments =
            [
                .. head.Arguments("BranchConfig.AnchorHead"),
                Argument.Of("groups", graph.Config.Neck.Groups), Argument.Of("levels", levels),
            ],
            Reads = head.Reads,
            Yields = head.Yields(StageKind.Anchors),
            Parts = [.. Parts(config, graph.Width, levels), .. head.Positives()],
            IsForTraining = true,
        };
    }

    private static IEnumerable<Part> Parts(BranchConfig.AnchorHead head, int width, int levels) =>
    [
        .. Tower("cls_convs", head.Convolutions, width), .. Tower("reg_convs", head.Convolutions, width),
        .. Part.Convolution("bbox_head.0.atss_cls", width, Dimension.Classes, 3),
        .. Part.Convolution("bbox_head.0.atss_reg", width, 4, 3),
        .. Part.Convolution("bbox_head.0.atss_centerness", width, 1, 3),
        .. Enumerable.Range(0, levels).Select(level => Part.Weight($"bbox_head.0.scales.{level}.scale")),
    ];

    private static IEnumerable<Part> Tower(string name, int depth, int width) =>
        Enumerable.Range(0, depth).SelectMany(i => Level($"bbox_head.0.{name}.{i}", width));

    private static IEnumerable<Part> Level(string name, int width) =>
        [Part.Weight($"{name}.conv.weight", width, width, 3, 3), .. Part.Norm($"{name}.gn", width)];
}
