using StableDino.Configuration;
using StableDino.Generators.Graph;

namespace StableDino.Generators.Emission;

/// <summary>
/// The body of a graph's Emit, which writes the evaluation's pass into an ONNX graph: one call a stage, from the edges
/// that forward follows. What is for training alone is left out.
/// </summary>
internal static class ExportEmitter
{
    private static readonly HashSet<string> Exported = new(StringComparer.Ordinal)
    {
        "ResNetBackbone", "SwinBackbone", "FocalBackbone", "ChannelMapper", "InputProjection", "TokenFlattening",
        "RowColumnFlattening", "TransformerEncoder", "TwoStageSelection", "LearnedQueries", "PlacedQueries",
        "AnchorQueries", "LabelEmbedding", "DeformableDecoder", "DenseDecoder", "PredictionHeads",
    };

    /// <summary>Why the graph cannot be exported, in words; empty if it can.</summary>
    public static string Obstacle(GraphModel graph) =>
        graph.Config.Queries.Reference is QueryReference.Proposals { Selection: ProposalSelection.SuppressedPerLevel }
            ? "its proposals are suppressed level by level"
            : Stages(graph).Where(stage => !Exported.Contains(stage.Type))
                .Select(stage => $"{stage.Type} has no ONNX form yet").FirstOrDefault() ?? "";

    public static IEnumerable<string> Lines(GraphModel graph)
    {
        foreach (var stage in Stages(graph))
        {
            var call = $"{stage.Field}.Emit({string.Join(", ", Arguments(graph, stage))})";
            yield return stage == graph.Called.Last() ? $"return {call};" : $"var {stage.Yields.Name} = {call};";
        }
    }

    private static IEnumerable<StageModel> Stages(GraphModel graph) =>
        graph.Called.Where(stage => !stage.IsForTraining);

    // What evaluation needs of what the stage reads.
    private static IEnumerable<string> Arguments(GraphModel graph, StageModel stage) => stage.Reads
        .Where(edge => edge is not (Edge.Nothing or Edge.Predicted or Edge.Value { Form: Form.Proposals }
            or Edge.Input { Which: GraphInput.Noised }))
        .Select(edge => Expression(graph, edge));

    // A stage that is for training alone hands on what it reads first.
    private static string Expression(GraphModel graph, Edge edge) => edge switch
    {
        Edge.Value value when graph[value.Stage].IsForTraining => Expression(graph, graph[value.Stage].Reads[0]),
        Edge.Value { Stage: var stage, Form: Form.Whole } => graph[stage].Yields.Name,
        Edge.Value { Stage: var stage, Form: Form.Reversed } => $"{graph[stage].Yields.Name}.Reversed()",
        Edge.Value { Stage: var stage, Form: var part } => $"{graph[stage].Yields.Name}.{part}",
        Edge.Unassisted unassisted => Expression(graph, unassisted.Queries),
        Edge.Weights weights => graph[weights.Stage].Field,
        Edge.Input { Which: GraphInput.Padding } =>
            graph.Config.EvaluationPadding == PaddingPolicy.Masked ? "images.Padding" : "null",
        Edge.Input input => $"images.{input.Which}",
        _ => throw new InvalidOperationException("closed"),
    };
}
