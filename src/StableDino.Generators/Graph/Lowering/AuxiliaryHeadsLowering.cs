using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>
/// Auxiliary heads on the encoder's memory: the maps that they share, then a stage for each, in the order of the
/// branches. They cost
/// nothing in inference.
/// </summary>
internal static class AuxiliaryHeadsLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        var heads = graph.Config.Branches.Select((branch, index) => (Branch: branch, Index: index))
            .Where(b => b.Branch.IsAuxiliaryHead()).ToList();
        if (heads.Count == 0)
            return [];
        var all = heads.Aggregate(graph.Then(MapsLowering.Stages),
            (sofar, head) => sofar.Then(g => [Stage(g, head.Branch, new(g, head.Index))]));
        return all.Stages.Skip(graph.Stages.Length);
    }

    private static StageModel Stage(Blueprint graph, BranchConfig branch, AuxiliaryHead head) => branch switch
    {
        BranchConfig.AnchorHead anchors => AnchorHeadLowering.Stage(graph, anchors, head),
        BranchConfig.RegionHead regions => RegionHeadLowering.Stage(graph, regions, head),
        _ => throw new InvalidOperationException("closed"),
    };
}
