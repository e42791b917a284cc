using StableDino.Generators.Graph;

namespace StableDino.Generators.Emission;

/// <summary>
/// The graph as a Mermaid flow chart: an arrow for each value that a stage reads, dotted what is there in training
/// only.
/// </summary>
internal static class DiagramEmitter
{
    private const string Images = "images";
    private const string GroundTruth = "groundTruth";

    public static IEnumerable<string> Lines(GraphModel graph)
    {
        var last = graph.Called.Last();
        return
        [
            "flowchart TD",
            $"    {Images}([\"images\"])",
            .. graph.Called.SelectMany(stage => stage.Reads).Contains(new Edge.Input(GraphInput.Noised))
                ? new[] { $"    {GroundTruth}([\"noised ground truth, training only\"])" } : [],
            .. graph.Stages.Select(stage => $"    {stage.Field}[\"{Title(graph, stage)}\"]"),
            .. graph.Axes.Branches.Select(branch =>
                $"    {branch.Name}Branch{{{{\"{branch.Name} branch<br/>{branch.Assignment}\"}}}}"),
            .. graph.Called.SelectMany(stage => stage.Reads.SelectMany((edge, i) => Arrow(graph, stage, edge, i))),
            .. graph.Axes.Branches.Select(branch =>
                $"    {last.Field} {(branch.TrainOnly ? "-.->" : "-->")} {branch.Name}Branch"),
        ];
    }

    private static string Title(GraphModel graph, StageModel stage) =>
        $"{stage.Property}: {stage.Type}<br/>{NumberText.Thousands(stage.Learned(graph.Config.Classes))} parameters";

    private static IEnumerable<string> Arrow(GraphModel graph, StageModel stage, Edge edge, int index)
    {
        // A stage for training lets its first value through in inference.
        var arrow = stage.IsForTraining && index > 0 ? "-.->" : "-->";
        var what = graph.ValueOf(edge)?.Type;
        return edge switch
        {
            Edge.Input { Which: GraphInput.Noised } => [$"    {GroundTruth} {arrow}|\"{what}\"| {stage.Field}"],
            Edge.Input { Which: var input } => [$"    {Images} {arrow}|\"{input}\"| {stage.Field}"],
            Edge.Value value => [$"    {graph[value.Stage].Field} {arrow}|\"{what}\"| {stage.Field}"],
            Edge.Unassisted unassisted => Arrow(graph, stage, unassisted.Queries, index),
            Edge.Weights weights => [$"    {graph[weights.Stage].Field} -.-o|\"weights\"| {stage.Field}"],
            Edge.Predicted predicted => [$"    {graph[predicted.Head].Field} -.->|\"{what}\"| {stage.Field}"],
            _ => [],
        };
    }
}
