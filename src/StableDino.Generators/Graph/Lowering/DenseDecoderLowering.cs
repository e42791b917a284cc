using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>The decoder whose queries attend to all tokens.</summary>
internal static class DenseDecoderLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        if (graph.Config.Decoder is not { CrossAttention: not (CrossAttention.DeformablePoints
            or CrossAttention.Masked) } decoder)
            yield break;
        var position = graph.Config.Queries.Position;
        yield return new(StageKind.Decoder, "DenseDecoder", "transformer.decoder.")
        {
            Summary = $"Queries, each with an eye on all tokens, to boxes, {decoder.Layers} layers.",
            Arguments = [.. DecoderParts.Arguments, .. Exchanged(graph.Config)],
            Reads = DecoderParts.Reads(graph),
            Yields = DecoderParts.States(graph),
            Parts = [.. Parts(decoder, position)],
            Cost = CostOf(decoder, position, [.. graph.Shapes.Levels], graph.Shapes.Queries),
        };
    }

    // The argument that groups add to the decoder if they are not isolated.
    private static IEnumerable<Argument> Exchanged(DetectorConfig config) =>
        config.Branches.OfType<BranchConfig.QueryGroups>()
            .Where(branch => branch.Attention == GroupAttention.Official).Take(1)
            .Select(branch => Argument.Of("exchanged", branch.Groups));

    private static IEnumerable<Part> Parts(DecoderConfig config, QueryPosition position)
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

    // Inference: matching queries only. The box refinements between layers count here.
    private static Cost CostOf(DecoderConfig config, QueryPosition position, IReadOnlyList<Extent> levels, long queries)
    {
        var (width, layers) = ((long)config.Width, (long)config.Layers);
        var square = width * width;
        // Maps of the width for each query of a layer, and for each token; numbers for each pair and channel; maps for
        // each query in all.
        var (ofQuery, ofToken, ofPair, inAll) = config.CrossAttention switch
        {
            CrossAttention.Conditional(var modulated, _) => (6 + 3, 3, 3, Conditions(width, layers, modulated)),
            CrossAttention.RowColumn => (4 + 3, 3, 1, 0L),
            _ => (4 + 2, 2, 2, 0L),
        };
        var along = config.CrossAttention is CrossAttention.RowColumn
            ? Cost.Of(levels.Select(level => level with { Of = Measure.Reach }), layers * queries * width) : Cost.None;
        var positions = position is QueryPosition.SineOfReference ? layers * 3 * square : 0;
        var refinement = config.Refinement == BoxRefinement.None ? 0 : (layers - 1) * BoxParts.Cost(width);
        var ofLayer = (ofQuery * square) + (2 * queries * width) + (2 * width * config.FeedForward);
        return along + Cost.Of(levels, layers * ((ofToken * square) + (ofPair * queries * width)))
            + Cost.Of(Extent.One, queries * ((layers * ofLayer) + inAll + positions + refinement));
    }

    // The scale of the content, and with modulation the sizes.
    private static long Conditions(long width, long layers, bool modulated)
    {
        var square = width * width;
        return (square * (1 + (2 * (layers - 1)))) + (modulated ? layers * (square + (2 * width)) : 0);
    }

    private static IEnumerable<Part> Layer(string name, DecoderConfig config, bool isFirst)
    {
        var width = config.Width;
        return
        [
            .. config.CrossAttention is CrossAttention.Conditional
                ? Conditional($"{name}.attentions.0", width, OfSelf)
                : DenseParts.Attention($"{name}.attentions.0.attn", width),
            .. config.CrossAttention switch
            {
                CrossAttention.Conditional =>
                    Conditional($"{name}.attentions.1", width, isFirst ? OfFirstCross : OfCross),
                CrossAttention.RowColumn => DenseParts.ByRowAndColumn($"{name}.attentions.1.attn", width),
                _ => DenseParts.Attention($"{name}.attentions.1.attn", width),
            },
            .. FeedForwardParts.Of($"{name}.ffns.0", width, config.FeedForward, config.Activation),
            .. DecoderParts.Norms(name, width),
        ];
    }

    private static readonly string[] OfSelf =
        ["query_content_proj", "query_pos_proj", "key_content_proj", "key_pos_proj", "value_proj", "out_proj"];

    private static readonly string[] OfCross =
        ["query_content_proj", "query_pos_sine_proj", "key_content_proj", "key_pos_proj", "value_proj", "out_proj"];

    private static readonly string[] OfFirstCross = [OfCross[0], "query_pos_proj", .. OfCross.Skip(1)];

    private static IEnumerable<Part> Conditional(string name, int width, string[] projections) =>
        projections.SelectMany(projection => Part.Linear($"{name}.{projection}", width, width));
}
