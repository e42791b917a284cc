using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Masking: the selected proposals get masks, whose boxes may be where the decoder starts.</summary>
internal static class MaskingLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        if (graph.Config is not { Masks: MaskConfig.PixelEmbedding masks,
            Decoder.CrossAttention: not CrossAttention.Masked })
            yield break;
        yield return new(StageKind.Masking, "MaskedProposals", "")
        {
            Summary = masks.BoxesOfMasks
                ? "Proposals get masks, and the masks' boxes are where the decoder starts."
                : "Proposals get masks.",
            Arguments = [Argument.Of("boxesOfMasks", masks.BoxesOfMasks)],
            Reads =
            [
                new Edge.Value(StageKind.Selection), new Edge.Value(StageKind.PixelEmbedding),
                new Edge.Weights(StageKind.Masks), new Edge.Weights(StageKind.Heads),
                new Edge.Weights(StageKind.Decoder),
            ],
            Yields = new("instances", Handover.ProposedInstances, graph.Yield(StageKind.Selection).Shapes),
            Cost = CostOf(graph, masks),
        };
    }

    // The proposals' classes, mask embeddings and, where boxes are taken from them, masks.
    private static Cost CostOf(Blueprint graph, MaskConfig.PixelEmbedding masks)
    {
        long width = graph.Width, queries = graph.Shapes.Queries;
        var predicted = queries * ((width * graph.Config.Classes) + MaskParts.EmbeddingCost(masks, width));
        return Cost.Of(Extent.One, predicted)
            + (masks.BoxesOfMasks ? Cost.Of(new Extent(graph.Shapes.Stages.First), queries * masks.Width) : Cost.None);
    }
}
