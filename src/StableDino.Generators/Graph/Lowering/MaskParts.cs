using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>What the stages of a detector of masks have in common.</summary>
internal static class MaskParts
{
    /// <summary>The argument for the configuration of masks.</summary>
    public static Argument Config { get; } = new Argument.Configured("config", "Masks", "MaskConfig.PixelEmbedding");

    /// <summary>Parameters of the mask predictor.</summary>
    public static IEnumerable<Part> Predictor(MaskConfig.PixelEmbedding config, int width) =>
        Part.Mlp("mask_embed", width, width, config.Width, 3);

    /// <summary>Multiply–adds of one mask embedding.</summary>
    public static long EmbeddingCost(MaskConfig.PixelEmbedding config, long width) =>
        (2 * width * width) + (width * config.Width);

    /// <summary>
    /// What a detector of masks yields: predictions after every layer, and before the first if the configuration says
    /// so.
    /// </summary>
    public static ValueModel Output(Blueprint graph, MaskConfig.PixelEmbedding config)
    {
        var rows = graph.Config.Decoder.Layers + InitialRows(config);
        var queries = graph.Shapes.Queries;
        return new("output", Handover.MaskOutput,
        [
            $"logits [{rows}, 1, {queries}, classes]", $"boxes [{rows}, 1, {queries}, 4]",
            $"mask embeddings [{rows}, 1, {queries}, {config.Width}]",
        ]);
    }

    /// <summary>Rows of predictions before the first layer.</summary>
    public static int InitialRows(MaskConfig.PixelEmbedding config) => config.InitialPrediction ? 1 : 0;
}
