using StableDino.Configuration;
using StableDino.Generators.Graph;
using StableDino.Generators.Language;

namespace StableDino.Generators.Emission;

/// <summary>The body of a graph's forward: one call a stage, in order, each reading what its edges say.</summary>
internal static class ForwardEmitter
{
    private const string Canvas = "canvas";
    private const string Background = "background";
    private const string Reversed = "reversed";

    public static IEnumerable<string> Lines(GraphModel graph)
    {
        var calls = graph.Called.SelectMany(stage => Calls(graph, stage)).ToList();
        var width = calls.Max(call => call.Code.Length);
        return [.. Preparations(graph), .. calls.Select(call => $"{call.Code.PadRight(width)}   // {call.Comment}")];
    }

    // What is made of the inputs before the first stage.
    private static IEnumerable<string> Preparations(GraphModel graph)
    {
        if (HasCanvas(graph))
            yield return $"using var {Canvas} = images.PaddedTo(MaskCanvas.Multiple);";
        if (graph.Config.EvaluationPadding != PaddingPolicy.Masked)
            yield return $"using var {Background} = global::TorchSharp.torch.zeros_like({Images(graph)}.Padding);";
    }

    private static IEnumerable<(string Code, string Comment)> Calls(GraphModel graph, StageModel stage)
    {
        var arguments = stage.Passed.Select(edge => Expression(graph, edge));
        var call = $"{stage.Field}.call({string.Join(", ", arguments)})";
        if (stage == graph.Called.Last())
        {
            yield return ($"return {call}{With(graph, stage)};", $"{stage.Yields.Type}");
            yield break;
        }
        var (type, note) = (stage.Yields.Type, stage.Yields.Note);
        yield return ($"var {stage.Yields.Name} = {call};", note.Length > 0 ? $"{type}, {note}" : $"{type}");
        if (IsReversedOnce(graph, stage.Kind))
            yield return ($"var {Reversed} = {stage.Yields.Name}.Reversed();", $"{type}, coarsest level first");
    }

    private static string Expression(GraphModel graph, Edge edge) => edge switch
    {
        Edge.Input input => Input(graph, input.Which),
        Edge.Value { Stage: var stage, Form: Form.Reversed } =>
            IsReversedOnce(graph, stage) ? Reversed : $"{Name(graph, stage)}.Reversed()",
        Edge.Value { Stage: var stage, Form: Form.Whole } => Name(graph, stage),
        Edge.Value { Stage: var stage, Form: var part } => $"{Name(graph, stage)}.{part}",
        Edge.Unassisted unassisted => $"{Handover.AssistedQueries}.Of({Expression(graph, unassisted.Queries)})",
        Edge.Weights weights => graph[weights.Stage].Field,
        Edge.Nothing nothing => $"Option<{nothing.Type}>.None",
        _ => throw new InvalidOperationException("closed"),
    };

    private static string Input(GraphModel graph, GraphInput input) => (input, graph.Config.EvaluationPadding) switch
    {
        (GraphInput.Padding, PaddingPolicy.Attended) => $"training ? {Images(graph)}.Padding : {Background}",
        (GraphInput.Padding, PaddingPolicy.AttendedInTraining) => Background,
        (GraphInput.Padding or GraphInput.Pixels, _) => $"{Images(graph)}.{input}",
        (GraphInput.Images, _) => Images(graph),
        _ => "noised",
    };

    private static string With(GraphModel graph, StageModel stage) => string.Concat(
        stage.Reads.OfType<Edge.Predicted>().Select(edge => $" with {{ Heads = {Name(graph, edge.Head)}.Heads }}"));

    // The levels of a value are put in reverse once, however many stages read them so.
    private static bool IsReversedOnce(GraphModel graph, StageKind stage) =>
        graph.Called.SelectMany(s => s.Reads)
            .Count(edge => edge is Edge.Value { Form: Form.Reversed } value && value.Stage == stage) > 1;

    private static string Name(GraphModel graph, StageKind stage) => graph[stage].Yields.Name;

    private static string Images(GraphModel graph) => HasCanvas(graph) ? Canvas : "images";

    private static bool HasCanvas(GraphModel graph) => graph.Output.Type == Handover.MaskOutput;
}
