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
        .. Numbered(config).SelectMany(i => Owned(config, i, Part.Linear(Named(config, Classes, i), config.Decoder.Width, Outputs(config)))),
        .. Numbered(config).SelectMany(i => Owned(config, i, Part.Mlp(Named(config, Boxes, i), config.Decoder.Width, config.Decoder.Width, 4, 3))),
        .. config.Heads.Score == ClassScore.Softmax ? [Part.Buffer("criterion.empty_weight", Outputs(config))] : Array.Empty<Part>(),
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

    public static Cost Cost(DetectorConfig config)
    {
        long width = config.Decoder.Width;
        return Graph.Cost.Of(
            Extent.One, (long)config.Decoder.Layers * config.Queries.Count * ((width * Outputs(config).For(config.Classes)) + BoxCost(width)));
    }

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

    private static Dimension Outputs(DetectorConfig config) => config.Heads.Score == ClassScore.Softmax ? Dimension.ClassesAndOne : Dimension.Classes;

    private static IEnumerable<int> Numbered(DetectorConfig config) => Enumerable.Range(0, config.Heads.Sharing == HeadSharing.Single ? 1 : Count(config));

    private static string Named(DetectorConfig config, string predictor, int layer) =>
        config.Heads.Sharing == HeadSharing.Single ? predictor : $"{predictor}.{layer}";

    private static int Count(DetectorConfig config) => config.Decoder.Layers + (config.Queries.Reference is QueryReference.Proposals ? 1 : 0);

    private static IEnumerable<Part> Owned(DetectorConfig config, int layer, IEnumerable<Part> parts) =>
        layer > 0 && IsShared(config, layer)
            ? parts.Select(p => p with { Kind = ParameterModel.Alias }) : parts;
}
