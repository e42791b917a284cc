using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of the class and box predictors.</summary>
internal static class HeadsLowering
{
    /// <summary>Every predictor by its official name; index <paramref name="layers"/> is the proposals'.</summary>
    public static IEnumerable<Part> Parts(HeadConfig config, int width, int layers) =>
    [
        .. Enumerable.Range(0, layers + 1).SelectMany(i => Owned(config, layers, i, Part.Linear($"class_embed.{i}", width, Dimension.Classes))),
        .. Enumerable.Range(0, layers + 1).SelectMany(i => Owned(config, layers, i, Part.Perceptron($"bbox_embed.{i}", width, width, 4, 3))),
    ];

    /// <summary>Multiply–adds of one box.</summary>
    public static long BoxCost(long width) => (2 * width * width) + (4 * width);

    public static Cost Cost(long width, long layers, long queries, long classes) =>
        Graph.Cost.Of(Extent.One, layers * queries * ((width * classes) + BoxCost(width)));

    /// <summary>The own name of a predictor's parameter: shared ones belong to layer 0.</summary>
    public static string OwnName(HeadConfig config, int layers, string name)
    {
        var steps = name.Split('.');
        if (config.Sharing == HeadSharing.Shared && int.TryParse(steps[1], out var layer) && layer < layers)
            steps[1] = "0";
        return string.Join(".", steps);
    }

    private static IEnumerable<Part> Owned(HeadConfig config, int layers, int layer, IEnumerable<Part> parts) =>
        config.Sharing == HeadSharing.Shared && layer > 0 && layer < layers ? parts.Select(p => p with { Kind = ParameterModel.Alias }) : parts;
}
