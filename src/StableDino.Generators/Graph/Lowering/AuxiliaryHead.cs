using StableDino.Configuration;
using StableDino.Generators.Checking;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>
/// What all auxiliary heads have in common: their queries, and how their positives become further ones.
/// </summary>
/// <param name="Graph">The graph before it.</param>
/// <param name="Branch">Index among the branches.</param>
internal sealed record AuxiliaryHead(Blueprint Graph, int Branch)
{
    private int Number { get; } = Graph.Stages.Count(stage => stage.Yields.Type == Handover.AssistedQueries);

    private bool IsPositioned => Graph.Config.Queries.Position is QueryPosition.ProposalEmbedding;

    /// <summary>Arguments of every head, its own configuration first.</summary>
    public IEnumerable<Argument> Arguments(string config) =>
    [
        new Argument.Configured("config", $"Branches[{Branch}]", config), Argument.Of("branch", Branch),
        Argument.Of("index", Number),
        Argument.Of("width", Graph.Width), Argument.Of("positioned", IsPositioned), Argument.Classes("classCount"),
    ];

    /// <summary>The queries so far, and the maps.</summary>
    public EquatableArray<Edge> Reads => [Queries, new Edge.Value(StageKind.Maps)];

    /// <summary>The queries with the head's positives.</summary>
    public ValueModel Yields(StageKind kind) =>
        new($"with{kind}", Handover.AssistedQueries,
            [Shapes.Of(Graph.Shapes.Queries, Graph.Width)]) { Note = "positives last" };

    /// <summary>Parameters that make queries of positives.</summary>
    public IEnumerable<Part> Positives()
    {
        var (width, position) = (Graph.Width, IsPositioned ? 2 * Graph.Width : Graph.Width);
        return
        [
            .. Part.Linear($"transformer.aux_pos_trans.{Number}", 2 * width, position),
            .. Part.Norm($"transformer.aux_pos_trans_norm.{Number}", position),
            .. IsPositioned ? Features(width) : [],
        ];
    }

    private Edge Queries => Number > 0
        ? Graph.Queries with { Form = Form.Whole }
        : new Edge.Unassisted(Graph.Queries);

    private IEnumerable<Part> Features(int width) =>
    [
        .. Part.Linear($"transformer.pos_feats_trans.{Number}", width, width),
        .. Part.Norm($"transformer.pos_feats_norm.{Number}", width),
        Part.Weight($"transformer.head_pos_embed.{Number}.weight", 1),
    ];
}
