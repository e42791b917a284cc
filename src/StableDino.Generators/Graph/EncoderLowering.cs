using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of the encoder and its fusions.</summary>
internal static class EncoderLowering
{
    public static IEnumerable<Part> Parts(EncoderConfig config, int levels) =>
    [
        .. Enumerable.Range(0, config.Layers).SelectMany(i => Layer($"layers.{i}", config, levels)),
        .. config.ScaledPositions ? Part.Mlp("query_scale", config.Width, config.Width, config.Width, 2) : [],
        .. config.FinalNorm ? Part.Norm("post_norm_layer", config.Width) : [],
        .. Fusions(config).SelectMany(f => Part.Linear($"{f.Name}.0", f.Memories * config.Width, config.Width).Concat(Part.Norm($"{f.Name}.1", config.Width))),
    ];

    public static Cost Cost(EncoderConfig config, IReadOnlyList<Extent> levels)
    {
        var (width, layers) = ((long)config.Width, (long)config.Layers);
        var others = (layers * 2 * width * config.FeedForward) + (config.ScaledPositions ? layers * 2 * width * width : 0) + Fusions(config).Sum(f => f.Memories * width * width);
        return Graph.Cost.Of(levels, others) + config.Attention switch
        {
            EncoderAttention.DeformablePoints(var points) =>
                Graph.Cost.Of(levels, layers * ((width * width) + DeformableParts.QueryCost(config.Width, config.Heads, levels.Count, points))),
            EncoderAttention.RowColumn => Graph.Cost.Of(levels, layers * 6 * width * width) + Graph.Cost.OfPairs(levels, layers * width)
                + Graph.Cost.Of(levels.Select(level => level with { Of = Measure.CellsByReach }), layers * width),
            _ => Graph.Cost.Of(levels, layers * 4 * width * width) + Graph.Cost.OfPairs(levels, layers * 2 * width),
        };
    }

    /// <summary>The fusion in words.</summary>
    public static string Words(MemoryFusion fusion) => fusion switch
    {
        MemoryFusion.Simple => "simple fusion",
        MemoryFusion.ULike => "U-like fusion",
        MemoryFusion.Dense => "dense fusion",
        _ => "no fusion",
    };

    private static IEnumerable<(string Name, int Memories)> Fusions(EncoderConfig config) => config.Fusion switch
    {
        MemoryFusion.Simple => [("fusion_layer", 2)],
        MemoryFusion.ULike => Enumerable.Range(0, config.Layers).Where(k => k < config.Layers - k).Select(k => ($"fusion_layers.{k}", 2)),
        MemoryFusion.Dense => [("fusion_layer", config.Layers + 1)],
        _ => [],
    };

    private static IEnumerable<Part> Layer(string name, EncoderConfig config, int levels) =>
    [
        .. config.Attention switch
        {
            EncoderAttention.DeformablePoints(var points) => DeformableParts.Attention($"{name}.attentions.0", config.Width, config.Heads, levels, points),
            EncoderAttention.RowColumn => DenseParts.ByRowAndColumn($"{name}.attentions.0.attn", config.Width),
            _ => DenseParts.Attention($"{name}.attentions.0.attn", config.Width),
        },
        .. DeformableParts.FeedForward($"{name}.ffns.0", config.Width, config.FeedForward, config.Activation),
        .. Part.Norm($"{name}.norms.0", config.Width),
        .. Part.Norm($"{name}.norms.1", config.Width),
    ];
}
