using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Pixel embeddings: the finest map and the finest memory become what masks are read from.</summary>
internal static class PixelEmbeddingLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        if (graph.Config.Masks is not MaskConfig.PixelEmbedding masks)
            yield break;
        var (channels, width) = (graph.Shapes.BackboneChannels[0], graph.Width);
        var finest = new Extent(graph.Shapes.Stages.First);
        yield return new(StageKind.PixelEmbedding, "PixelEmbedding", "")
        {
            Summary = "The finest map and the finest memory become what masks are read from.",
            Arguments =
            [
                MaskParts.Config, Argument.Of("channels", channels), Argument.Of("width", width),
            ],
            Reads = [new Edge.Value(StageKind.Backbone), new Edge.Value(StageKind.Encoder)],
            Yields = new("pixels", Handover.PixelEmbeddings, [Shapes.Map(masks.Width, finest)]),
            Parts = [.. Parts(masks, channels, width)],
            Cost = CostOf(masks, channels, width, finest),
        };
    }

    private static IEnumerable<Part> Parts(MaskConfig.PixelEmbedding config, int channels, int width) =>
    [
        Part.Weight("adapter_1.conv.weight", width, channels, 1, 1), .. Part.Norm("adapter_1.norm", width),
        Part.Weight("layer_1.conv.weight", width, width, 3, 3), .. Part.Norm("layer_1.norm", width),
        Part.Weight("mask_features.weight", config.Width, width, 1, 1), Part.Weight("mask_features.bias", config.Width),
    ];

    // The enlargement is not counted.
    private static Cost CostOf(MaskConfig.PixelEmbedding config, int channels, long width, Extent finest) =>
        Cost.Of(finest, (channels * width) + (9 * width * width) + (width * config.Width));
}
