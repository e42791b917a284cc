using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>The decoder whose queries look inside their masks.</summary>
internal static class MaskedDecoderLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        if (graph.Config is not { Decoder: { CrossAttention: CrossAttention.Masked } decoder,
            Masks: MaskConfig.PixelEmbedding masks })
            yield break;
        var levels = graph.Config.Neck.Levels;
        yield return new(StageKind.Decoder, "MaskedDecoder", "transformer.decoder.")
        {
            Summary = $"Queries look inside their masks, one of {levels} levels to a layer, {decoder.Layers} layers.",
            Arguments =
            [
                new Argument.Configured("config", "Decoder"), Argument.Of("levels", levels),
                .. SineParts.Arguments(graph.Config.Encoder),
            ],
            Reads = [graph.Queries, graph.Memory, new Edge.Value(StageKind.PixelEmbedding),
                new Edge.Weights(StageKind.Masks)],
            Yields = DecoderParts.States(graph, further: 1),
            Parts = [.. Parts(decoder, levels)],
            Cost = CostOf(decoder, masks, graph.Shapes),
        };
    }

    private static IEnumerable<Part> Parts(DecoderConfig config, int levels) =>
    [
        .. Enumerable.Range(0, config.Layers).SelectMany(i => Layer($"layers.{i}", config)),
        Part.Weight("level_embed.weight", levels, config.Width),
        .. config.FinalNorm ? Part.Norm("norm", config.Width) : [],
    ];

    private static IEnumerable<Part> Layer(string name, DecoderConfig config) =>
    [
        .. DenseParts.Attention($"{name}.attentions.0.attn", config.Width),
        .. DenseParts.Attention($"{name}.attentions.1.attn", config.Width),
        .. FeedForwardParts.Of($"{name}.ffns.0", config.Width, config.FeedForward, config.Activation),
        .. DecoderParts.Norms(name, config.Width),
    ];

    // Each layer costs what its own level costs; every state's masks are made, to be looked inside and for their boxes.
    private static Cost CostOf(DecoderConfig config, MaskConfig.PixelEmbedding masks, Shapes shapes)
    {
        long width = config.Width, queries = shapes.Queries, layers = config.Layers;
        var square = width * width;
        var levels = config.Levels == LevelOrder.FinestFirst ? shapes.Levels.ToList() : [.. shapes.Levels.Reverse()];
        var cross = Enumerable.Range(0, config.Layers)
            .Select(i => Cost.Of(levels[i % levels.Count], (2 * square) + (2 * queries * width)));
        var ofLayer = (6 * square) + (2 * queries * width) + (2 * width * config.FeedForward);
        return Cost.Sum(cross)
            + Cost.Of(Extent.One, queries * layers * ofLayer)
            + Cost.Of(Extent.One, (layers + 1) * queries * MaskParts.EmbeddingCost(masks, width))
            + Cost.Of(new Extent(shapes.Stages.First), (layers + 1) * queries * masks.Width);
    }
}
