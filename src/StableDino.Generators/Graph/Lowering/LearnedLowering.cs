using System.Globalization;
using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>
/// Learned queries: those of anchor points, those known by their places alone, and those with content and reference.
/// </summary>
internal static class LearnedLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph) => graph.Config.Queries.Reference switch
    {
        QueryReference.Proposals => [],
        QueryReference.AnchorPoints => [OfAnchors(graph)],
        _ when IsPlaced(graph.Config.Queries) => [OfPlaces(graph)],
        _ => [OfContents(graph)],
    };

    private static StageModel OfAnchors(Blueprint graph) => Stage(graph, "AnchorQueries") with
    {
        Summary = $"{graph.Shapes.Queries} queries: patterns at anchor points.",
        Arguments = [.. Common(graph), new Argument.Shared("axis", StageKind.Flatten, "Axis"),
            .. Further(graph.Config)],
        Parts = [.. Anchors(graph.Config, graph.Width)],
        Cost = AnchorCost(graph.Config.Queries, graph.Width),
    };

    private static StageModel OfPlaces(Blueprint graph) => Stage(graph, "PlacedQueries") with
    {
        Summary = $"{graph.Shapes.Queries} queries known by their learned places.",
        Arguments = [.. Common(graph), .. Further(graph.Config)],
        Parts = [.. Placed(graph.Config, graph.Width)],
        Cost = PlacedCost(graph.Config.Queries, graph.Width),
    };

    private static StageModel OfContents(Blueprint graph) => Stage(graph, "LearnedQueries") with
    {
        Summary = $"{graph.Shapes.Queries} learned queries.",
        Arguments = [.. Common(graph), .. DenoisingLowering.Indicated(graph.Config), .. Further(graph.Config)],
        Parts = [.. Learned(graph.Config, graph.Width)],
        Cost = LearnedCost(graph.Config.Queries, graph.Width),
    };

    private static StageModel Stage(Blueprint graph, string type) => new(StageKind.Learned, type, "transformer.")
    {
        Summary = "",
        Arguments = [],
        Reads = [graph.Memory],
        Yields = new("learnedQueries", Handover.SelectedQueries, [Shapes.Of(graph.Shapes.Queries, graph.Width)]),
    };

    private static IEnumerable<Argument> Common(Blueprint graph) =>
        [new Argument.Configured("config", "Queries"), Argument.Of("width", graph.Width)];

    // Whether queries begin without content of their own, so that what is learned of each is its place; or have no
    // reference beside it.
    private static bool IsPlaced(QueryConfig config) =>
        config.Content is QueryContent.Zero or QueryContent.Patterns or QueryContent.UnknownLabel
        || config.Reference is QueryReference.None;

    private static IEnumerable<Part> Learned(DetectorConfig detector, int width)
    {
        var count = detector.Queries.Count * Groups(detector);
        var content = DenoisingLowering.Indicated(detector).Any() ? width - 1 : width;
        return detector.Queries.Reference is QueryReference.LearnedPoints
            ? [AtRoot("query_embedding", count, 2 * width), .. Part.Linear("reference_points", width, 2)]
            : [AtRoot("tgt_embed", count, content), AtRoot("refpoint_embed", count, 4)];
    }

    private static IEnumerable<Part> Anchors(DetectorConfig config, int width)
    {
        var patterns = ((QueryContent.Patterns)config.Queries.Content).Count;
        return
        [
            Part.Weight("pattern.weight", patterns, width),
            Part.Weight("position.weight", config.Queries.Count / patterns * Groups(config), 2),
            .. SineParts.PlaceEmbedding("adapt_pos2d", width),
        ];
    }

    private static IEnumerable<Part> Placed(DetectorConfig detector, int width)
    {
        var config = detector.Queries;
        var patterns = (config.Content as QueryContent.Patterns)?.Count ?? 0;
        var places = config.Count / Math.Max(1, patterns) * Groups(detector);
        return
        [
            config.Reference is QueryReference.LearnedBoxes
                ? AtRoot("anchor_box_embed", places, 4)
                : AtRoot("query_embed", places, width),
            .. config.Content is QueryContent.Learned ? Of(AtRoot("query_feat", places, width)) : [],
            .. patterns > 0 ? Of(Part.Weight("patterns.weight", patterns, width)) : [],
            .. config.Reference switch
            {
                QueryReference.LearnedPoints(PointMap.Linear) => Part.Linear("reference_points", width, 2),
                QueryReference.LearnedPoints => Part.Mlp("decoder.ref_point_head", width, width, 2, 2),
                _ => [],
            },
        ];
    }

    // A point is encoded on the plane and on both axes.
    private static Cost AnchorCost(QueryConfig config, long width) =>
        Cost.Of(Extent.One, config.Count / ((QueryContent.Patterns)config.Content).Count * 6 * width * width);

    // Positions are mapped to points.
    private static Cost PlacedCost(QueryConfig config, long width) => Cost.Of(Extent.One, config.Reference switch
    {
        QueryReference.LearnedPoints(PointMap.Linear) => 2 * width * config.Count,
        QueryReference.LearnedPoints => ((width * width) + (2 * width)) * config.Count,
        _ => 0,
    });

    // Positions are mapped to points; boxes are as they are.
    private static Cost LearnedCost(QueryConfig config, long width) =>
        Cost.Of(Extent.One, config.Reference is QueryReference.LearnedPoints ? 2 * width * config.Count : 0);

    // Groups of learned queries, the matching ones among them.
    private static int Groups(DetectorConfig config) =>
        config.Branches.OfType<BranchConfig.QueryGroups>().FirstOrDefault()?.Groups ?? 1;

    // The argument that groups of queries add to what learns queries.
    private static IEnumerable<Argument> Further(DetectorConfig config) => config.Branches
        .Select((branch, i) =>
            branch is BranchConfig.QueryGroups { Groups: var groups } ? Further(config, i, groups - 1) : null)
        .OfType<Argument>().Take(1);

    private static Argument Further(DetectorConfig config, int branch, int parts) =>
        new Argument.Written("further", string.Format(
            CultureInfo.InvariantCulture, "new QueryGroup(Branch: {0}, Count: {1}, Parts: {2})", branch,
            parts * config.Queries.Count, parts));

    private static Part AtRoot(string name, params Dimension[] shape) =>
        Part.Weight($"{name}.weight", shape) with { IsAtRoot = true };

    private static IEnumerable<Part> Of(Part part) => [part];
}
