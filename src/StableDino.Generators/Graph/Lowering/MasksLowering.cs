using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>
/// The mask predictors: beside class and box predictors, or, where queries look inside their masks, in place of them.
/// </summary>
internal static class MasksLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph) => graph.Config switch
    {
        { Masks: not MaskConfig.PixelEmbedding } => [],
        { Masks: MaskConfig.PixelEmbedding masks, Decoder.CrossAttention: CrossAttention.Masked } =>
            [WithClasses(graph, masks)],
        { Masks: var masks } => [BesideBoxes(graph, (MaskConfig.PixelEmbedding)masks)],
    };

    private static StageModel BesideBoxes(Blueprint graph, MaskConfig.PixelEmbedding masks) =>
        new(StageKind.Masks, "MaskHeads", "")
        {
            Summary = "Class logits, boxes and mask embeddings after every layer.",
            Arguments = [MaskParts.Config, Argument.Of("width", graph.Width)],
            Reads =
            [
                new Edge.Value(StageKind.Decoder), graph.Queries, new Edge.Value(StageKind.Masking),
                new Edge.Value(StageKind.PixelEmbedding),
                new Edge.Weights(StageKind.Heads), new Edge.Weights(StageKind.Decoder),
            ],
            Yields = MaskParts.Output(graph, masks),
            Parts = [.. MaskParts.Predictor(masks, graph.Width)],
            Cost = BesideBoxesCost(graph, masks),
        };

    private static StageModel WithClasses(Blueprint graph, MaskConfig.PixelEmbedding masks) =>
        new(StageKind.Masks, "MaskClassification", "")
        {
            Summary =
                "Class logits and mask embeddings before the first layer and after every one; boxes are those that "
                    + "the masks fill.",
            Arguments =
            [
                MaskParts.Config, new Argument.Configured("heads", "Heads"), Argument.Of("width", graph.Width),
                Argument.Classes("classCount"),
            ],
            Reads = [new Edge.Value(StageKind.Decoder), new Edge.Value(StageKind.PixelEmbedding)],
            Yields = MaskParts.Output(graph, masks),
            Parts =
            [
                .. Part.Linear("class_embed", graph.Width, HeadsLowering.Outputs(graph.Config)),
                .. MaskParts.Predictor(masks, graph.Width),
                .. HeadsLowering.ClassWeights(graph.Config),
            ],
            Cost = WithClassesCost(graph, masks),
        };

    // The mask embeddings of every layer; masks are made of them for those detected alone, after the graph.
    private static Cost BesideBoxesCost(Blueprint graph, MaskConfig.PixelEmbedding masks)
    {
        long width = graph.Width, layers = graph.Config.Decoder.Layers, initial = MaskParts.InitialRows(masks);
        var embeddings = (layers + initial) * MaskParts.EmbeddingCost(masks, width);
        return Cost.Of(Extent.One, graph.Shapes.Queries * (embeddings + (initial * width * graph.Config.Classes)));
    }

    private static Cost WithClassesCost(Blueprint graph, MaskConfig.PixelEmbedding masks)
    {
        long width = graph.Width, rows = graph.Config.Decoder.Layers + MaskParts.InitialRows(masks);
        var classes = width * HeadsLowering.Outputs(graph.Config).For(graph.Config.Classes);
        return Cost.Of(Extent.One, rows * graph.Shapes.Queries * (classes + MaskParts.EmbeddingCost(masks, width)));
    }
}
