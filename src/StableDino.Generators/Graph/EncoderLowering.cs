using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of the deformable encoder and its fusions.</summary>
internal static class EncoderLowering
{
    public static IEnumerable<Part> Parts(EncoderConfig config, int levels) =>
    [
        .. Enumerable.Range(0, config.Layers).SelectMany(i => Layer($"layers.{i}", config, levels)),
        .. config.FinalNorm ? Part.Norm("post_norm_layer", config.Width) : [],
        .. Fusions(config).SelectMany(f => Part.Linear($"{f.Name}.0", f.Memories * config.Width, config.Width).Concat(Part.Norm($"{f.Name}.1", config.Width))),
    ];

    public static Cost Cost(EncoderConfig config, IReadOnlyList<Extent> levels)
    {
        var width = (long)config.Width;
        var layer = (width * width) + DeformableParts.QueryCost(config.Width, config.Heads, levels.Count, Points(config)) + (2 * width * config.FeedForward);
        return Graph.Cost.Of(levels, (config.Layers * layer) + Fusions(config).Sum(f => f.Memories * width * width));
    }

    /// <summary>The fusion in words.</summary>
    public static string Words(MemoryFusion fusion) => fusion switch
    {
        MemoryFusion.Simple => "simple fusion",
        MemoryFusion.ULike => "U-like fusion",
        MemoryFusion.Dense => "dense fusion",
        _ => "no fusion",
    };

    private static int Points(EncoderConfig config) => ((EncoderAttention.DeformablePoints)config.Attention).Points;

    private static IEnumerable<(string Name, int Memories)> Fusions(EncoderConfig config) => config.Fusion switch
    {
        MemoryFusion.Simple => [("fusion_layer", 2)],
        MemoryFusion.ULike => Enumerable.Range(0, config.Layers).Where(k => k < config.Layers - k).Select(k => ($"fusion_layers.{k}", 2)),
        MemoryFusion.Dense => [("fusion_layer", config.Layers + 1)],
        _ => [],
    };

    private static IEnumerable<Part> Layer(string name, EncoderConfig config, int levels) =>
    [
        .. DeformableParts.Attention($"{name}.attentions.0", config.Width, config.Heads, levels, Points(config)),
        .. DeformableParts.FeedForward($"{name}.ffns.0", config.Width, config.FeedForward),
        .. Part.Norm($"{name}.norms.0", config.Width),
        .. Part.Norm($"{name}.norms.1", config.Width),
    ];
}
