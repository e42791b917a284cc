using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of the decoder that attends to all tokens.</summary>
internal static class DenseDecoderLowering
{
    public static IEnumerable<Part> Parts(DecoderConfig config, QueryPosition position)
    {
        var (width, conditional) = (config.Width, config.CrossAttention as CrossAttention.Conditional);
        return
        [
            .. Enumerable.Range(0, config.Layers).SelectMany(i => Layer($"layers.{i}", config, isFirst: i == 0)),
            .. position is QueryPosition.SineOfReference ? Part.Mlp("ref_point_head", 2 * width, width, width, 2) : [],
            .. conditional is not null ? Part.Mlp("query_scale", width, width, width, 2) : [],
            .. conditional is { Modulated: true } ? Part.Mlp("ref_anchor_head", width, width, 2, 2) : [],
            .. config.FinalNorm ? Part.Norm("post_norm_layer", width) : [],
        ];
    }

    /// <summary>Inference: matching queries only. The box refinements between layers are paid here.</summary>
    public static Cost Cost(DecoderConfig config, QueryPosition position, IReadOnlyList<Extent> levels, long queries)
    {
        var (width, layers) = ((long)config.Width, (long)config.Layers);
        var square = width * width;
        // Maps of the width for each query of a layer, and for each token; numbers for each pair and channel; maps for each query in all.
        var (ofQuery, ofToken, ofPair, inAll) = config.CrossAttention switch
        {
            CrossAttention.Conditional(var modulated, _) => (6 + 3, 3, 3, (square * (1 + (2 * (layers - 1)))) + (modulated ? layers * (square + (2 * width)) : 0)),
            CrossAttention.RowColumn => (4 + 3, 3, 1, 0L),
            _ => (4 + 2, 2, 2, 0L),
        };
        var along = config.CrossAttention is CrossAttention.RowColumn
            ? Graph.Cost.Of(levels.Select(level => level with { Of = Measure.Reach }), layers * queries * width) : Graph.Cost.None;
        var positions = position is QueryPosition.SineOfReference ? layers * 3 * square : 0;
        var refinement = config.Refinement == BoxRefinement.None ? 0 : (layers - 1) * HeadsLowering.BoxCost(width);
        return along + Graph.Cost.Of(levels, layers * ((ofToken * square) + (ofPair * queries * width)))
            + Graph.Cost.Of(Extent.One, queries * ((layers * ((ofQuery * square) + (2 * queries * width) + (2 * width * config.FeedForward)))
                + inAll + positions + refinement));
    }

    private static IEnumerable<Part> Layer(string name, DecoderConfig config, bool isFirst)
    {
        var width = config.Width;
        return
        [
            .. config.CrossAttention is CrossAttention.Conditional
                ? Conditional($"{name}.attentions.0", width, ["query_content_proj", "query_pos_proj", "key_content_proj", "key_pos_proj", "value_proj", "out_proj"])
                : DenseParts.Attention($"{name}.attentions.0.attn", width),
            .. config.CrossAttention is CrossAttention.Conditional
                ? Conditional($"{name}.attentions.1", width,
                [
                    "query_content_proj", .. isFirst ? ["query_pos_proj"] : Array.Empty<string>(), "query_pos_sine_proj", "key_content_proj", "key_pos_proj",
                    "value_proj", "out_proj",
                ])
                : config.CrossAttention is CrossAttention.RowColumn ? DenseParts.ByRowAndColumn($"{name}.attentions.1.attn", width)
                : DenseParts.Attention($"{name}.attentions.1.attn", width),
            .. DeformableParts.FeedForward($"{name}.ffns.0", width, config.FeedForward, config.Activation),
            .. Part.Norm($"{name}.norms.0", width), .. Part.Norm($"{name}.norms.1", width), .. Part.Norm($"{name}.norms.2", width),
        ];
    }

    private static IEnumerable<Part> Conditional(string name, int width, string[] projections) =>
        projections.SelectMany(projection => Part.Linear($"{name}.{projection}", width, width));
}
