using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>What decoders have in common.</summary>
internal static class DecoderParts
{
    /// <summary>The arguments for a decoder's configuration and for what the queries' positions are.</summary>
    public static EquatableArray<Argument> Arguments =>
        [new Argument.Configured("config", "Decoder"), new Argument.Configured("position", "Queries.Position")];

    /// <summary>
    /// What decoders of boxes read: the queries, the memory, and the predictors that refine boxes between layers.
    /// </summary>
    public static EquatableArray<Edge> Reads(Blueprint graph) =>
        [graph.Queries, graph.Memory, new Edge.Weights(StageKind.Heads)];

    /// <summary>
    /// The states after every layer, and before the first where there are <paramref name="further"/>.
    /// </summary>
    public static ValueModel States(Blueprint graph, int further = 0) => new(
        "states", Handover.DecoderStates,
        [$"[{graph.Config.Decoder.Layers + further}, 1, {graph.Shapes.Queries}, {graph.Config.Decoder.Width}]"]);

    /// <summary>The three LayerNorms of a layer.</summary>
    public static IEnumerable<Part> Norms(string layer, int width) =>
        Enumerable.Range(0, 3).SelectMany(i => Part.Norm($"{layer}.norms.{i}", width));
}
