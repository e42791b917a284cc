using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Denoising: noised ground truth becomes queries, in front of the others.</summary>
internal static class DenoisingLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph) =>
        from branch in graph.Config.Branches.Select((config, index) => (Config: config, Index: index))
        where branch.Config.IsDenoising()
        select Stage(graph, branch.Config, branch.Index);

    /// <summary>The argument that a denoising branch with an indicator channel adds to what makes contents.</summary>
    public static IEnumerable<Argument> Indicated(DetectorConfig config) =>
        config.Branches.OfType<BranchConfig.DenoisingGroups>().Take(1).Select(_ => Argument.Of("indicated", true));

    private static StageModel Stage(Blueprint graph, BranchConfig branch, int index)
    {
        // The embedding of an unknown class is the content of the other queries, in inference too.
        var names = graph.Config.Queries.Content is QueryContent.UnknownLabel;
        return new(StageKind.Denoising, "LabelEmbedding", "")
        {
            Summary = "Noised ground truth becomes queries, in front of the others; in training only.",
            Arguments =
            [
                Argument.Classes("classes"), Argument.Of("width", graph.Width), Argument.Of("branch", index),
                .. Indicated(graph.Config), .. names ? new[] { Argument.Of("names", true) } : [],
            ],
            Reads = [graph.Queries, new Edge.Input(GraphInput.Noised)],
            Yields = new("queries", Handover.SelectedQueries, [Shapes.Of(graph.Shapes.Queries, graph.Width)])
            {
                Note = "noised ground truth first",
            },
            Parts =
            [
                branch is BranchConfig.DenoisingGroups
                    ? Part.Weight("denoising_generator.label_encoder.weight", Dimension.ClassesAndOne, graph.Width - 1)
                    : Part.Weight("label_enc.weight", Dimension.Classes, graph.Width),
            ],
            IsForTraining = !names,
        };
    }
}
