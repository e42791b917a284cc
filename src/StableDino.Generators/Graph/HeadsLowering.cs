using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of the class and box predictors: one for each decoder layer, and one for the proposals if there are any.</summary>
internal static class HeadsLowering
{
    private const string Classes = "class_embed";
    private const string Boxes = "bbox_embed";

    /// <summary>Every predictor by its official name; the proposals' is the last.</summary>
    public static IEnumerable<Part> Parts(DetectorConfig config) =>
    [
        .. Enumerable.Range(0, Count(config)).SelectMany(i => Owned(config, i, Part.Linear($"{Classes}.{i}", config.Decoder.Width, Dimension.Classes))),
        .. Enumerable.Range(0, Count(config)).SelectMany(i => Owned(config, i, Part.Perceptron($"{Boxes}.{i}", config.Decoder.Width, config.Decoder.Width, 4, 3))),
    ];

    /// <summary>
    /// Which predictors the official decoder holds too, so that their parameters have a second name: those of boxes if it refines them,
    /// and, in a two-stage detector, those of classes.
    /// </summary>
    public static bool IsHeldByDecoder(DetectorConfig config, Part part) =>
        config.Queries.Reference is QueryReference.Proposals
        || (config.Decoder.Refinement != BoxRefinement.None && part.Name.StartsWith(Boxes, StringComparison.Ordinal));

    /// <summary>Multiply–adds of one box.</summary>
    public static long BoxCost(long width) => (2 * width * width) + (4 * width);

    public static Cost Cost(long width, long layers, long queries, long classes) =>
        Graph.Cost.Of(Extent.One, layers * queries * ((width * classes) + BoxCost(width)));

    /// <summary>The own name of a predictor's parameter: shared ones belong to layer 0.</summary>
    public static string OwnName(DetectorConfig config, string name)
    {
        var steps = name.Split('.');
        if (int.TryParse(steps[1], out var layer) && IsShared(config, layer))
            steps[1] = "0";
        return string.Join(".", steps);
    }

    // Whether a predictor is the one of layer 0.
    private static bool IsShared(DetectorConfig config, int layer) => config.Heads.Sharing switch
    {
        HeadSharing.Shared => layer < config.Decoder.Layers,
        HeadSharing.Everywhere => true,
        _ => layer == 0,
    };

    private static int Count(DetectorConfig config) => config.Decoder.Layers + (config.Queries.Reference is QueryReference.Proposals ? 1 : 0);

    private static IEnumerable<Part> Owned(DetectorConfig config, int layer, IEnumerable<Part> parts) =>
        layer > 0 && IsShared(config, layer)
            ? parts.Select(p => p with { Kind = ParameterModel.Alias }) : parts;
}
