using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>The auxiliary head of regions (Faster R-CNN).</summary>
internal static class RegionHeadLowering
{
    private const int RegionSide = 7;
    private const int AnchorsPerCell = 9;

    public static StageModel Stage(Blueprint graph, BranchConfig.RegionHead config, AuxiliaryHead head) =>
        new(StageKind.Regions, "RegionHead", "")
        {
            Summary =
                "Regions of the memory are proposed, classified and located; the positives become queries, in "
                    + "training only.",
            Arguments = [.. head.Arguments("BranchConfig.RegionHead")],
            Reads = head.Reads,
            Yields = head.Yields(StageKind.Regions),
            Parts = [.. Parts(config, graph.Width), .. head.Positives()],
            IsForTraining = true,
        };

    private static IEnumerable<Part> Parts(BranchConfig.RegionHead head, int width) =>
    [
        .. Part.Convolution("rpn_head.rpn_conv", width, width, 3),
        .. Part.Convolution("rpn_head.rpn_cls", width, AnchorsPerCell, 1),
        .. Part.Convolution("rpn_head.rpn_reg", width, 4 * AnchorsPerCell, 1),
        .. Part.Linear("roi_head.0.bbox_head.fc_cls", head.HiddenWidth, Dimension.ClassesAndOne),
        .. Part.Linear("roi_head.0.bbox_head.fc_reg", head.HiddenWidth, Dimension.ClassesTimes(4)),
        .. Part.Linear("roi_head.0.bbox_head.shared_fcs.0", width * RegionSide * RegionSide, head.HiddenWidth),
        .. Part.Linear("roi_head.0.bbox_head.shared_fcs.1", head.HiddenWidth, head.HiddenWidth),
    ];
}
