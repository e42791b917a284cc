using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of the deformable decoder.</summary>
internal static class DecoderLowering
{
    public static IEnumerable<Part> Parts(DecoderConfig config, int levels) =>
    [
        .. Enumerable.Range(0, config.Layers).SelectMany(i => Layer($"layers.{i}", config, levels)),
        .. Part.Perceptron("ref_point_head", 2 * config.Width, config.Width, config.Width, 2),
        .. Part.Norm("norm", config.Width),
    ];

    /// <summary>Inference: matching queries only. The box refinements between layers are paid here.</summary>
    public static Cost Cost(DecoderConfig config, IReadOnlyList<Extent> levels, long queries)
    {
        var width = (long)config.Width;
        var self = (4 * width * width) + (2 * queries * width);
        var query = self + DeformableParts.QueryCost(config.Width, config.Heads, levels.Count, config.Points) + (2 * width * config.FeedForward) + (3 * width * width);
        return Graph.Cost.Of(levels, config.Layers * width * width)
            + Graph.Cost.Of(Extent.One, queries * ((config.Layers * query) + ((config.Layers - 1) * HeadsLowering.BoxCost(width))));
    }

    private static IEnumerable<Part> Layer(string name, DecoderConfig config, int levels)
    {
        var width = config.Width;
        return
        [
            Part.Weight($"{name}.attentions.0.attn.in_proj_weight", 3 * width, width),
            Part.Weight($"{name}.attentions.0.attn.in_proj_bias", 3 * width),
            .. Part.Linear($"{name}.attentions.0.attn.out_proj", width, width),
            .. DeformableParts.Attention($"{name}.attentions.1", width, config.Heads, levels, config.Points),
            .. DeformableParts.FeedForward($"{name}.ffns.0", width, config.FeedForward),
            .. Part.Norm($"{name}.norms.0", width), .. Part.Norm($"{name}.norms.1", width), .. Part.Norm($"{name}.norms.2", width),
        ];
    }
}
