using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of the deformable decoder.</summary>
internal static class DecoderLowering
{
    public static IEnumerable<Part> Parts(DecoderConfig config, QueryPosition position, int levels) =>
    [
        .. Enumerable.Range(0, config.Layers).SelectMany(i => Layer($"layers.{i}", config, levels)),
        .. position is QueryPosition.SineOfReference ? Part.Mlp("ref_point_head", 2 * config.Width, config.Width, config.Width, 2) : [],
        .. position is QueryPosition.SineOfReference(true) ? Part.Mlp("query_scale", config.Width, config.Width, config.Width, 2) : [],
        .. config.FinalNorm ? Part.Norm("norm", config.Width) : [],
    ];

    /// <summary>Inference: matching queries only. The box refinements between layers are paid here.</summary>
    public static Cost Cost(DecoderConfig config, QueryPosition position, IReadOnlyList<Extent> levels, long queries)
    {
        var (width, layers) = ((long)config.Width, (long)config.Layers);
        var self = (4 * width * width) + (2 * queries * width);
        var layer = self + DeformableParts.QueryCost(config.Width, config.Heads, levels.Count, Points(config)) + (2 * width * config.FeedForward);
        var positions = position switch
        {
            QueryPosition.SineOfReference(var scaled) => (layers * 3 * width * width) + (scaled ? (layers - 1) * 2 * width * width : 0),
            _ => 0,
        };
        var refinement = config.Refinement == BoxRefinement.None ? 0 : (layers - 1) * HeadsLowering.BoxCost(width);
        return Graph.Cost.Of(levels, layers * width * width)
            + Graph.Cost.Of(Extent.One, queries * ((layers * layer) + positions + refinement));
    }

    private static int Points(DecoderConfig config) => ((CrossAttention.DeformablePoints)config.CrossAttention).Points;

    private static IEnumerable<Part> Layer(string name, DecoderConfig config, int levels)
    {
        var width = config.Width;
        return
        [
            .. DenseParts.Attention($"{name}.attentions.0.attn", width),
            .. DeformableParts.Attention($"{name}.attentions.1", width, config.Heads, levels, Points(config)),
            .. DeformableParts.FeedForward($"{name}.ffns.0", width, config.FeedForward, config.Activation),
            .. Part.Norm($"{name}.norms.0", width), .. Part.Norm($"{name}.norms.1", width), .. Part.Norm($"{name}.norms.2", width),
        ];
    }
}
