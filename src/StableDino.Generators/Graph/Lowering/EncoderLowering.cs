using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>The encoder: self-attention over all tokens, and the fusion of its memories.</summary>
internal static class EncoderLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        var (config, levels) = (graph.Config.Encoder, graph.Shapes.Levels.ToList());
        yield return new(StageKind.Encoder, "TransformerEncoder", "transformer.encoder.")
        {
            Summary = $"Self-attention over all tokens, {config.Layers} layers, {Words(config.Fusion)}.",
            Arguments = [new Argument.Configured("config", "Encoder"), Argument.Of("levels", levels.Count)],
            Reads = [new Edge.Value(StageKind.Flatten)],
            Yields = new("memory", Handover.EncoderMemory, graph.Yield(StageKind.Flatten).Shapes),
            Parts = [.. Parts(config, levels.Count)],
            Cost = CostOf(config, levels),
        };
    }

    private static IEnumerable<Part> Parts(EncoderConfig config, int levels) =>
    [
        .. Enumerable.Range(0, config.Layers).SelectMany(i => Layer($"layers.{i}", config, levels)),
        .. config.ScaledPositions ? Part.Mlp("query_scale", config.Width, config.Width, config.Width, 2) : [],
        .. config.FinalNorm ? Part.Norm("post_norm_layer", config.Width) : [],
        .. Fusions(config).SelectMany(f => Fusion(f.Name, f.Memories, config.Width)),
    ];

    private static IEnumerable<Part> Fusion(string name, int memories, int width) =>
        [.. Part.Linear($"{name}.0", memories * width, width), .. Part.Norm($"{name}.1", width)];

    private static Cost CostOf(EncoderConfig config, IReadOnlyList<Extent> levels)
    {
        var (width, layers) = ((long)config.Width, (long)config.Layers);
        var feedForward = layers * 2 * width * config.FeedForward;
        var scales = config.ScaledPositions ? layers * 2 * width * width : 0;
        var fusions = Fusions(config).Sum(f => f.Memories * width * width);
        return Cost.Of(levels, feedForward + scales + fusions) + config.Attention switch
        {
            EncoderAttention.DeformablePoints(var points) => Cost.Of(
                levels, layers
                    * ((width * width) + DeformableParts.QueryCost(config.Width, config.Heads, levels.Count, points))),
            EncoderAttention.RowColumn =>
                Cost.Of(levels, layers * 6 * width * width) + Cost.OfPairs(levels, layers * width)
                + Cost.Of(levels.Select(level => level with { Of = Measure.CellsByReach }), layers * width),
            _ => Cost.Of(levels, layers * 4 * width * width) + Cost.OfPairs(levels, layers * 2 * width),
        };
    }

    private static string Words(MemoryFusion fusion) => fusion switch
    {
        MemoryFusion.Simple => "simple fusion",
        MemoryFusion.ULike => "U-like fusion",
        MemoryFusion.Dense => "dense fusion",
        _ => "no fusion",
    };

    private static IEnumerable<(string Name, int Memories)> Fusions(EncoderConfig config) => config.Fusion switch
    {
        MemoryFusion.Simple => [("fusion_layer", 2)],
        MemoryFusion.ULike =>
            Enumerable.Range(0, config.Layers).Where(k => k < config.Layers - k).Select(k => ($"fusion_layers.{k}", 2)),
        MemoryFusion.Dense => [("fusion_layer", config.Layers + 1)],
        _ => [],
    };

    private static IEnumerable<Part> Layer(string name, EncoderConfig config, int levels) =>
    [
        .. config.Attention switch
        {
            EncoderAttention.DeformablePoints(var points) =>
                DeformableParts.Attention($"{name}.attentions.0", config.Width, config.Heads, levels, points),
            EncoderAttention.RowColumn => DenseParts.ByRowAndColumn($"{name}.attentions.0.attn", config.Width),
            _ => DenseParts.Attention($"{name}.attentions.0.attn", config.Width),
        },
        .. FeedForwardParts.Of($"{name}.ffns.0", config.Width, config.FeedForward, config.Activation),
        .. Part.Norm($"{name}.norms.0", config.Width),
        .. Part.Norm($"{name}.norms.1", config.Width),
    ];
}
