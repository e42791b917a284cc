using System.Globalization;
using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>The stages of a detector whose queries look inside their masks: a decoder, and what predicts classes and masks.</summary>
internal static class MaskedAttentionLowering
{
    /// <summary>Decoder and predictors, with parameters and cost.</summary>
    public static IEnumerable<StageModel> Stages(
        DetectorConfig config, MaskConfig.PixelEmbedding masks, Shapes shapes, ArgumentModel decoder, IEnumerable<ArgumentModel> sines, ArgumentModel maskConfig,
        ArgumentModel heads)
    {
        var (width, layers, levels, queries) = (config.Decoder.Width, config.Decoder.Layers, config.Neck.Levels, shapes.Queries);
        var states = new End("DecoderStates", $"[{layers + 1}, 1, {queries}, {width}]");
        yield return new(
            "decoder", "transformer.decoder.", "MaskedDecoder", new[] { decoder, Number("levels", levels) }.Concat(sines).ToEquatable(),
            $"Queries look inside their masks, one of {levels} levels to a layer, {layers} layers.", new("SelectedQueries", Shapes.Of(queries, width)), states,
            Decoder(config.Decoder, levels).ToEquatable(), DecoderCost(config, masks, shapes));
        var rows = layers + (masks.InitialPrediction ? 1 : 0);
        yield return new(
            "masks", "", "MaskClassification", EquatableArray.Of(maskConfig, heads, Number("width", width), new("classCount", null, "classes")),
            "Class logits and mask embeddings before the first layer and after every one; boxes are those that the masks fill.", states,
            new("MaskOutput", $"logits [{rows}, 1, {queries}, classes], boxes [{rows}, 1, {queries}, 4], mask embeddings [{rows}, 1, {queries}, {masks.Width}]"),
            Predictors(config, masks).ToEquatable(),
            Cost.Of(Extent.One, (long)rows * queries * (((long)width * Outputs(config).For(config.Classes)) + MaskLowering.EmbeddingCost(masks, width))));
    }

    private static IEnumerable<Part> Decoder(DecoderConfig config, int levels) =>
    [
        .. Enumerable.Range(0, config.Layers).SelectMany(i => Layer($"layers.{i}", config)),
        Part.Weight("level_embed.weight", levels, config.Width),
        .. config.FinalNorm ? Part.Norm("norm", config.Width) : [],
    ];

    private static IEnumerable<Part> Layer(string name, DecoderConfig config) =>
    [
        .. DenseParts.Attention($"{name}.attentions.0.attn", config.Width), .. DenseParts.Attention($"{name}.attentions.1.attn", config.Width),
        .. DeformableParts.FeedForward($"{name}.ffns.0", config.Width, config.FeedForward, config.Activation),
        .. Part.Norm($"{name}.norms.0", config.Width), .. Part.Norm($"{name}.norms.1", config.Width), .. Part.Norm($"{name}.norms.2", config.Width),
    ];

    private static IEnumerable<Part> Predictors(DetectorConfig config, MaskConfig.PixelEmbedding masks) =>
    [
        .. Part.Linear("class_embed", config.Decoder.Width, Outputs(config)), .. MaskLowering.Heads(masks, config.Decoder.Width),
        .. config.Heads.Score == ClassScore.Softmax ? [Part.Buffer("criterion.empty_weight", Outputs(config))] : Array.Empty<Part>(),
    ];

    /// <summary>Each layer pays for its own level; every state's masks are made, to be looked inside and for their boxes.</summary>
    private static Cost DecoderCost(DetectorConfig config, MaskConfig.PixelEmbedding masks, Shapes shapes)
    {
        long width = config.Decoder.Width, queries = shapes.Queries, layers = config.Decoder.Layers;
        var (square, order) = (width * width, config.Decoder.Levels == LevelOrder.FinestFirst ? shapes.Levels.ToList() : shapes.Levels.Reverse().ToList());
        return Cost.Sum(Enumerable.Range(0, (int)layers).Select(i => Cost.Of(order[i % order.Count], (2 * square) + (2 * queries * width))))
            + Cost.Of(Extent.One, queries * layers * ((6 * square) + (2 * queries * width) + (2 * width * config.Decoder.FeedForward)))
            + Cost.Of(Extent.One, (layers + 1) * queries * MaskLowering.EmbeddingCost(masks, width))
            + Cost.Of(new Extent(shapes.Stages.First), (layers + 1) * queries * masks.Width);
    }

    private static Dimension Outputs(DetectorConfig config) => config.Heads.Score == ClassScore.Softmax ? Dimension.ClassesAndOne : Dimension.Classes;

    private static ArgumentModel Number(string name, int value) => new(name, null, value.ToString(CultureInfo.InvariantCulture));
}
