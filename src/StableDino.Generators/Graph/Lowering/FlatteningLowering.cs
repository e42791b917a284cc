using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Flattening: the pyramid's maps to one sequence of tokens with positions.</summary>
internal static class FlatteningLowering
{
    private const string Official = "transformer.";

    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        yield return graph.Config.Encoder.Attention is EncoderAttention.RowColumn
            ? ByRowAndColumn(graph)
            : Plain(graph);
    }

    private static StageModel Plain(Blueprint graph)
    {
        // A single projected map has no embedding of its level.
        var levels = graph.Config.Neck.Form == NeckForm.ChannelMapper ? graph.Config.Neck.Levels : 0;
        return new(StageKind.Flatten, "TokenFlattening", Official)
        {
            Summary = "The pyramid as one sequence of tokens, with positions.",
            Arguments = [Argument.Of("levels", levels), Argument.Of("width", graph.Width),
                .. SineParts.Arguments(graph.Config.Encoder)],
            Reads = Reads(graph),
            Yields = Tokens(graph),
            Parts = levels > 0 ? [Part.Weight("level_embeds", levels, graph.Width)] : [],
        };
    }

    private static StageModel ByRowAndColumn(Blueprint graph) => new(StageKind.Flatten, "RowColumnFlattening", Official)
    {
        Summary = "The map as one sequence of tokens, with places in row and column.",
        Arguments = [Argument.Of("width", graph.Width), .. SineParts.Arguments(graph.Config.Encoder)],
        Reads = Reads(graph),
        Yields = Tokens(graph),
        Parts = [.. SineParts.PlaceEmbedding("adapt_pos1d", graph.Width)],
        Cost = Cost.Of(graph.Shapes.Levels.Select(level => level with { Of = Measure.Sides }),
            2L * graph.Width * graph.Width),
    };

    private static EquatableArray<Edge> Reads(Blueprint graph) =>
        [new Edge.Value(StageKind.Neck,
            graph.Config.Decoder.Levels == LevelOrder.CoarsestFirstThroughout ? Form.Reversed : Form.Whole)];

    private static ValueModel Tokens(Blueprint graph) =>
        new("tokens", Handover.TokenSequence, [Shapes.Of(graph.Shapes.Tokens, graph.Width)]);
}
