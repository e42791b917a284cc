using System.Globalization;
using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Parameters, cost and sharing out of the queries: learned ones, or those selected from proposals.</summary>
internal static class QueryLowering
{
    /// <summary>Parameters of learned queries.</summary>
    public static IEnumerable<Part> Learned(DetectorConfig detector, int width, bool indicated)
    {
        var (config, count) = (detector.Queries, detector.Queries.Count * Times(detector));
        return config.Reference is QueryReference.LearnedPoints
            ? [AtRoot("query_embedding", count, 2 * width), .. Part.Linear("reference_points", width, 2)]
            : [AtRoot("tgt_embed", count, indicated ? width - 1 : width), AtRoot("refpoint_embed", count, 4)];
    }

    /// <summary>Parameters of queries of anchor points.</summary>
    public static IEnumerable<Part> Anchors(DetectorConfig config, int width)
    {
        var patterns = ((QueryContent.Patterns)config.Queries.Content).Count;
        return
        [
            Part.Weight("pattern.weight", patterns, width), Part.Weight("position.weight", config.Queries.Count / patterns * Times(config), 2),
            .. PlaceEmbedding("adapt_pos2d", width),
        ];
    }

    /// <summary>Multiply–adds of such queries: a point is encoded on the plane and on both axes.</summary>
    public static Cost AnchorCost(QueryConfig config, long width) =>
        Graph.Cost.Of(Extent.One, config.Count / ((QueryContent.Patterns)config.Content).Count * 6 * width * width);

    /// <summary>Parameters of what makes positions of places.</summary>
    public static IEnumerable<Part> PlaceEmbedding(string name, int width) => Part.Linear($"{name}.0", width, width).Concat(Part.Linear($"{name}.2", width, width));

    /// <summary>Whether queries begin without content of their own, so that what is learned of each is its place; or have no reference beside it.</summary>
    public static bool IsPlaced(QueryConfig config) =>
        config.Content is QueryContent.Zero or QueryContent.Patterns or QueryContent.UnknownLabel || config.Reference is QueryReference.None;

    /// <summary>Parameters of such queries.</summary>
    public static IEnumerable<Part> Placed(DetectorConfig detector, int width)
    {
        var config = detector.Queries;
        var patterns = (config.Content as QueryContent.Patterns)?.Count ?? 0;
        var places = config.Count / Math.Max(1, patterns) * Times(detector);
        return
        [
            config.Reference is QueryReference.LearnedBoxes ? AtRoot("anchor_box_embed", places, 4) : AtRoot("query_embed", places, width),
            .. config.Content is QueryContent.Learned ? [AtRoot("query_feat", places, width)] : Array.Empty<Part>(),
            .. patterns > 0 ? [Part.Weight("patterns.weight", patterns, width)] : Array.Empty<Part>(),
            .. config.Reference switch
            {
                QueryReference.LearnedPoints(PointMap.Linear) => Part.Linear("reference_points", width, 2),
                QueryReference.LearnedPoints => Part.Mlp("decoder.ref_point_head", width, width, 2, 2),
                _ => [],
            },
        ];
    }

    /// <summary>Multiply–adds of such queries: positions are mapped to points.</summary>
    public static Cost PlacedCost(QueryConfig config, long width) => Graph.Cost.Of(Extent.One, config.Reference switch
    {
        QueryReference.LearnedPoints(PointMap.Linear) => 2 * width * config.Count,
        QueryReference.LearnedPoints => ((width * width) + (2 * width)) * config.Count,
        _ => 0,
    });

    /// <summary>Multiply–adds of learned queries: their positions are mapped to points; boxes are as they are.</summary>
    public static Cost LearnedCost(QueryConfig config, long width) =>
        Graph.Cost.Of(Extent.One, config.Reference is QueryReference.LearnedPoints ? 2 * width * config.Count : 0);

    /// <summary>Parameters of two-stage selection.</summary>
    public static IEnumerable<Part> Selection(DetectorConfig config, int width)
    {
        var (embedded, learned) = (config.Queries.Position is QueryPosition.ProposalEmbedding, config.Queries.Content is QueryContent.Learned);
        return
        [
            .. learned && embedded ? [AtRoot("query_embedding", Groups(config).Sum(g => g.Count), width)] : Array.Empty<Part>(),
            .. learned && !embedded ? [Part.Weight("tgt_embed.weight", Groups(config).Sum(g => g.Count), width)] : Array.Empty<Part>(),
            .. Part.Linear("enc_output", width, width),
            .. Part.Norm("enc_output_norm", width),
            .. embedded ? [.. Part.Linear("pos_trans", 2 * width, 2 * width), .. Part.Norm("pos_trans_norm", 2 * width)] : Array.Empty<Part>(),
            .. config.Queries.Content is QueryContent.ProposalAndToken
                ? [.. Part.Linear("pix_trans", width, width), .. Part.Norm("pix_trans_norm", width)] : Array.Empty<Part>(),
        ];
    }

    /// <summary>
    /// Multiply–adds of a selection in inference. Every token is projected and classified; then those chosen once more, with a box, or
    /// all of them, with a box, where proposals are class-agnostic.
    /// </summary>
    public static Cost SelectionCost(DetectorConfig config, long width, IReadOnlyList<Extent> levels)
    {
        long queries = config.Queries.Count;
        var (ranked, proposed) = ((width * width) + (width * config.Classes), (width * config.Classes) + HeadsLowering.BoxCost(width));
        var embedding = config.Queries.Position is QueryPosition.ProposalEmbedding ? 4 * width * width * queries : 0;
        var tokens = config.Queries.Content is QueryContent.ProposalAndToken ? width * width * queries : 0;
        var located = config.Queries.Reference is QueryReference.Proposals { Selection: ProposalSelection.SuppressedPerLevel } ? HeadsLowering.BoxCost(width) : 0;
        return Graph.Cost.Of(levels, ranked + located) + Graph.Cost.Of(Extent.One, embedding + tokens)
            + (config.Queries.Reference is QueryReference.Proposals { Classes: ProposalClasses.Agnostic }
                ? Graph.Cost.Of(levels, (width * width) + proposed)
                : Graph.Cost.Of(Extent.One, queries * ((width * width) + proposed)));
    }

    /// <summary>How the selected are shared out, as C#: matching queries first, then each branch that selects its own.</summary>
    public static string GroupsText(DetectorConfig config) => "[" + string.Join(", ", Groups(config).Select(g => string.Format(
        CultureInfo.InvariantCulture, g.Branch < 0 ? "QueryGroup.Matching({1})" : "new QueryGroup(Branch: {0}, Count: {1})", g.Branch, g.Count))) + "]";

    /// <summary>The queries of further groups, as C#; null where there are none.</summary>
    public static string? FurtherText(DetectorConfig config) => config.Branches
        .Select((branch, i) => branch is BranchConfig.QueryGroups { Groups: var groups } ? string.Format(
            CultureInfo.InvariantCulture, "new QueryGroup(Branch: {0}, Count: {1}, Parts: {2})", i, (groups - 1) * config.Queries.Count, groups - 1) : null)
        .FirstOrDefault(text => text is not null);

    // Groups of learned queries, the matching ones among them.
    private static int Times(DetectorConfig config) => config.Branches.OfType<BranchConfig.QueryGroups>().FirstOrDefault()?.Groups ?? 1;

    private static IEnumerable<(int Branch, int Count)> Groups(DetectorConfig config) =>
        config.Branches.Select((branch, i) => (Branch: i, (branch as BranchConfig.OneToMany)?.Queries ?? 0)).Where(g => g.Item2 > 0)
            .Prepend((-1, config.Queries.Count));

    private static Part AtRoot(string name, params Dimension[] shape) => Part.Weight($"{name}.weight", shape) with { IsAtRoot = true };
}
