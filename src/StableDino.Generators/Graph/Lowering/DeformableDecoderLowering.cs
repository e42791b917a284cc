using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>The decoder whose queries look at deformable points of every level.</summary>
internal static class DeformableDecoderLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        if (graph.Config.Decoder is not { CrossAttention: CrossAttention.DeformablePoints(var points) } decoder)
            yield break;
        var (position, levels) = (graph.Config.Queries.Position, graph.Shapes.Levels.ToList());
        yield return new(StageKind.Decoder, "DeformableDecoder", "transformer.decoder.")
        {
            Summary = $"Queries to refined boxes, {decoder.Layers} layers.",
            Arguments = [.. DecoderParts.Arguments, Argument.Of("levels", levels.Count)],
            Reads = DecoderParts.Reads(graph),
            Yields = DecoderParts.States(graph),
            Parts = [.. Parts(decoder, position, levels.Count, points)],
            Cost = CostOf(decoder, position, levels, graph.Shapes.Queries, points),
        };
    }

    private static IEnumerable<Part> Parts(DecoderConfig config, QueryPosition position, int levels, int points) =>
    [
        .. Enumerable.Range(0, config.Layers).SelectMany(i => Layer($"layers.{i}", config, levels, points)),
        .. position is QueryPosition.SineOfReference
            ? Part.Mlp("ref_point_head", 2 * config.Width, config.Width, config.Width, 2)
            : [],
        .. position is QueryPosition.SineOfReference(true)
            ? Part.Mlp("query_scale", config.Width, config.Width, config.Width, 2)
            : [],
        .. config.FinalNorm ? Part.Norm("norm", config.Width) : [],
    ];

    // Inference: matching queries only. The box refinements between layers count here.
    private static Cost CostOf(
        DecoderConfig config, QueryPosition position, IReadOnlyList<Extent> levels, long queries, int points)
    {
        var (width, layers) = ((long)config.Width, (long)config.Layers);
        var self = (4 * width * width) + (2 * queries * width);
        var cross = DeformableParts.QueryCost(config.Width, config.Heads, levels.Count, points);
        var layer = self + cross + (2 * width * config.FeedForward);
        var positions = position switch
        {
            QueryPosition.SineOfReference(var scaled) =>
                (layers * 3 * width * width) + (scaled ? (layers - 1) * 2 * width * width : 0),
            _ => 0,
        };
        var refinement = config.Refinement == BoxRefinement.None ? 0 : (layers - 1) * BoxParts.Cost(width);
        return Cost.Of(levels, layers * width * width)
            + Cost.Of(Extent.One, queries * ((layers * layer) + positions + refinement));
    }

    private static IEnumerable<Part> Layer(string name, DecoderConfig config, int levels, int points)
    {
        var width = config.Width;
        return
        [
            .. DenseParts.Attention($"{name}.attentions.0.attn", width),
            .. DeformableParts.Attention($"{name}.attentions.1", width, config.Heads, levels, points),
            .. FeedForwardParts.Of($"{name}.ffns.0", width, config.FeedForward, config.Activation),
            .. DecoderParts.Norms(name, width),
        ];
    }
}
