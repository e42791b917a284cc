using StableDino.Generators.Graph;

namespace StableDino.Generators.Emission;

/// <summary>The constructor of a graph: each stage built from its part of the configuration.</summary>
internal static class ConstructorEmitter
{
    public static void Emit(SourceWriter writer, GraphModel graph)
    {
        var name = graph.Declaration.ClassName;
        writer.Summary("Builds the graph with random weights, on the CPU.")
            .Line("/// <param name=\"classes\">Classes to predict; at least 1.</param>")
            .Open($"public {name}(int classes) : base(nameof({name}))")
            .Line("global::System.ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);")
            .Line("Classes = classes;");
        foreach (var stage in graph.Stages)
            writer.Call($"{stage.Field} = new {stage.Type}", stage.Arguments.Select(Text), ";");
        writer.Line("RegisterComponents();").Close().Line();
    }

    // The stage's own configuration comes first and needs no name.
    private static string Text(Argument argument, int index) =>
        index == 0 && argument is Argument.Configured own ? Value(own) : $"{argument.Name}: {Value(argument)}";

    private static string Value(Argument argument) => argument switch
    {
        Argument.Configured { As: "", Path: var path } => $"Configuration.{path}",
        Argument.Configured { As: var type, Path: var path } => $"({type})Configuration.{path}",
        Argument.Shared { Stage: var stage, Property: var property } => $"{StageModel.FieldOf(stage)}.{property}",
        Argument.Written written => written.Text,
        _ => throw new InvalidOperationException("closed"),
    };
}
