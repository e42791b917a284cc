using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of two-stage query selection.</summary>
internal static class SelectionLowering
{
    public static IEnumerable<Part> Parts(QuerySelectionConfig.TwoStage config, int width) =>
    [
        .. config.Content == QueryContent.Learned ? new[] { Part.Weight("tgt_embed.weight", config.Queries, width) } : [],
        .. Part.Linear("enc_output", width, width),
        .. Part.Norm("enc_output_norm", width),
    ];

    /// <summary>Every token is projected and classified; the chosen ones once more, with a box.</summary>
    public static Cost Cost(long width, long queries, long classes, IEnumerable<Extent> levels) =>
        Graph.Cost.Of(levels, (width * width) + (width * classes))
        + Graph.Cost.Of(Extent.One, queries * ((width * width) + (width * classes) + HeadsLowering.BoxCost(width)));
}
