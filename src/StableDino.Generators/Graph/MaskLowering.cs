using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of what a detector of masks has beside boxes.</summary>
internal static class MaskLowering
{
    /// <summary>Parameters of the pixel embeddings.</summary>
    public static IEnumerable<Part> Pixels(MaskConfig.PixelEmbedding config, int channels, int width) =>
    [
        Part.Weight("adapter_1.conv.weight", width, channels, 1, 1), .. Part.Norm("adapter_1.norm", width),
        Part.Weight("layer_1.conv.weight", width, width, 3, 3), .. Part.Norm("layer_1.norm", width),
        Part.Weight("mask_features.weight", config.Width, width, 1, 1), Part.Weight("mask_features.bias", config.Width),
    ];

    /// <summary>Multiply–adds of the pixel embeddings; the enlargement is not counted.</summary>
    public static Cost PixelsCost(MaskConfig.PixelEmbedding config, int channels, long width, Extent finest) =>
        Cost.Of(finest, (channels * width) + (9 * width * width) + (width * config.Width));

    /// <summary>Parameters of the mask predictor.</summary>
    public static IEnumerable<Part> Heads(MaskConfig.PixelEmbedding config, int width) => Part.Mlp("mask_embed", width, width, config.Width, 3);

    /// <summary>Multiply–adds of the proposals' classes, mask embeddings and, where boxes are taken from them, masks.</summary>
    public static Cost ProposalsCost(MaskConfig.PixelEmbedding config, long width, long queries, long classes, Extent finest) =>
        Cost.Of(Extent.One, queries * ((width * classes) + EmbeddingCost(config, width)))
        + (config.BoxesOfMasks ? Cost.Of(finest, queries * config.Width) : Cost.None);

    /// <summary>Multiply–adds of the mask embeddings of every layer; masks are made of them for those detected alone, after the graph.</summary>
    public static Cost HeadsCost(MaskConfig.PixelEmbedding config, long width, long layers, long queries, long classes)
    {
        var initial = config.InitialPrediction ? 1 : 0;
        return Cost.Of(Extent.One, queries * (((layers + initial) * EmbeddingCost(config, width)) + (initial * width * classes)));
    }

    /// <summary>Multiply–adds of one mask embedding.</summary>
    public static long EmbeddingCost(MaskConfig.PixelEmbedding config, long width) => (2 * width * width) + (width * config.Width);
}
