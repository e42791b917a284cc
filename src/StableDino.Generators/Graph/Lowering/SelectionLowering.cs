using System.Globalization;
using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Two-stage selection: the best proposals of the encoder become queries.</summary>
internal static class SelectionLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        if (graph.Config.Queries.Reference is not QueryReference.Proposals proposals)
            yield break;
        var (width, queries) = (graph.Width, graph.Shapes.Queries);
        yield return new(StageKind.Selection, "TwoStageSelection", "transformer.")
        {
            Summary = $"The {queries} best proposals become queries.",
            Arguments =
            [
                new Argument.Configured("config", "Queries"), new Argument.Written("groups", GroupsText(graph.Config)),
                Argument.Of("width", width),
            ],
            Reads = [graph.Memory, new Edge.Weights(StageKind.Heads)],
            Yields = new("proposed", Handover.ProposedQueries, [Shapes.Of(queries, width)]),
            Parts = [.. Parts(graph.Config, width)],
            Cost = CostOf(graph.Config, proposals, [.. graph.Shapes.Levels]),
        };
    }

    private static IEnumerable<Part> Parts(DetectorConfig config, int width)
    {
        var embedded = config.Queries.Position is QueryPosition.ProposalEmbedding;
        return
        [
            .. config.Queries.Content is QueryContent.Learned ? Contents(config, width, embedded) : [],
            .. Part.Linear("enc_output", width, width),
            .. Part.Norm("enc_output_norm", width),
            .. embedded ? Embedding("pos_trans", 2 * width) : [],
            .. config.Queries.Content is QueryContent.ProposalAndToken ? Embedding("pix_trans", width) : [],
        ];
    }

    private static IEnumerable<Part> Contents(DetectorConfig config, int width, bool embedded)
    {
        var count = Groups(config).Sum(g => g.Count);
        return embedded
            ? [Part.Weight("query_embedding.weight", count, width) with { IsAtRoot = true }]
            : [Part.Weight("tgt_embed.weight", count, width)];
    }

    private static IEnumerable<Part> Embedding(string name, int width) =>
        [.. Part.Linear(name, width, width), .. Part.Norm($"{name}_norm", width)];

    // Inference: every token is projected and classified; then those chosen once more, with a box, or all of them, with
    // a box, where
    // proposals are class-agnostic.
    private static Cost CostOf(DetectorConfig config, QueryReference.Proposals proposals, IReadOnlyList<Extent> levels)
    {
        long width = config.Encoder.Width, queries = config.Queries.Count;
        var (square, classified, located) = (width * width, width * config.Classes, BoxParts.Cost(width));
        var suppressed = proposals.Selection == ProposalSelection.SuppressedPerLevel ? located : 0;
        var embedding = config.Queries.Position is QueryPosition.ProposalEmbedding ? 4 * square * queries : 0;
        var tokens = config.Queries.Content is QueryContent.ProposalAndToken ? square * queries : 0;
        var proposed = square + classified + located;
        return Cost.Of(levels, square + classified + suppressed) + Cost.Of(Extent.One, embedding + tokens)
            + (proposals.Classes == ProposalClasses.Agnostic
                ? Cost.Of(levels, proposed)
                : Cost.Of(Extent.One, queries * proposed));
    }

    // How the selected are shared out, as C#: matching queries first, then each branch that selects its own.
    private static string GroupsText(DetectorConfig config) => $"[{string.Join(", ", Groups(config).Select(Text))}]";

    private static string Text((int Branch, int Count) group) => string.Format(
        CultureInfo.InvariantCulture,
        group.Branch < 0 ? "QueryGroup.Matching({1})" : "new QueryGroup(Branch: {0}, Count: {1})",
        group.Branch, group.Count);

    private static IEnumerable<(int Branch, int Count)> Groups(DetectorConfig config) =>
    [
        (-1, config.Queries.Count),
        .. config.Branches.Select((branch, i) => (Branch: i, Count: (branch as BranchConfig.OneToMany)?.Queries ?? 0))
            .Where(g => g.Count > 0),
    ];
}
