using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using StableDino.Cli.ZooPage;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Zoo;

namespace StableDino.Cli.Verbs;

/// <summary><c>models list | table | describe NAME [--parameters] | diagram NAME</c></summary>
internal static class ModelsVerb
{
    public static Command Command(Models models)
    {
        var name = new Argument<string>("name") { Description = "Name of a model, as `models list` prints it." };
        var parameters =
            new Option<bool>("--parameters") { Description = "List every parameter and buffer by its official name." };
        var classes = new Option<int?>("--classes") { Description = "Class count; the published model's by default." };

        var list = new Command("list", "Name every model.");
        list.SetAction(parsed => List(models, Tool.Terminal(parsed)));
        var table = new Command("table",
            "Every model with its size, its cost, its published accuracy and what is verified of it, as Markdown.");
        table.SetAction(parsed => Table(models, Tool.Terminal(parsed)));
        var describe = new Command("describe", "Stages, costs and parameters of a model.") { name,
            parameters, classes };
        describe.SetAction(parsed => Of(models, parsed.GetValue(name)!, Tool.Terminal(parsed),
            (model, terminal) =>
                Describe(model, parsed.GetValue(classes) ?? model.Config.Classes, parsed.GetValue(parameters),
                    terminal)));
        var diagram = new Command("diagram", "Print a model's graph as a Mermaid flow chart.") { name };
        diagram.SetAction(parsed => Of(models, parsed.GetValue(name)!, Tool.Terminal(parsed),
            (model, terminal) =>
                terminal.Done(new JsonObject { ["name"] = model.Name, ["diagram"] = model.Diagram }, model.Diagram)));
        return new Command("models", "What detectors there are, and what they are made of.") { list, table,
            describe, diagram };
    }

    private static int Of(Models models, string name, Terminal terminal, Func<DetectorDefinition, Terminal, int> run) =>
        models.Find(name).Match(
            model => run(model, terminal), fault => terminal.Refuse(fault with { Place = "name" }));

    private static int List(Models models, Terminal terminal)
    {
        var rows = models.All.Select(model =>
            (model.Name, Count: model.ParameterCount(model.Config.Classes), Obstacle: model.ExportObstacle)).ToArray();
        var width = rows.Select(row => row.Name.Length).DefaultIfEmpty(0).Max();
        return terminal.Done(
            new JsonObject { ["models"] = new JsonArray(
                [.. rows.Select(row => new JsonObject
                {
                    ["name"] = row.Name, ["parameters"] = row.Count, ["export"] = row.Obstacle.Length == 0,
                })]) },
            string.Join('\n', rows.Select(row =>
                $"{row.Name.PadRight(width)}  {Millions(row.Count),8} M parameters"
                    + (row.Obstacle.Length == 0 ? "" : $"  no export: {row.Obstacle}"))));
    }

    private static int Table(Models models, Terminal terminal) => terminal.Done(
        new JsonObject
        {
            ["models"] = new JsonArray([.. models.All.Select(model =>
            {
                var entry = ZooTable.Entries.FirstOrDefault(known => known.Name == model.Name);
                return new JsonObject
                {
                    ["name"] = model.Name,
                    ["parameters"] = model.ParameterCount(model.Config.Classes),
                    ["gflops"] = model.Stages.Sum(stage => stage.Gflops),
                    ["published_ap"] = entry?.Ap ?? "",
                    ["source"] = entry?.Source ?? "",
                    ["verified"] = entry?.Verified ?? "",
                };
            })]),
        },
        ZooTable.Markdown(models.All));

    private static int Describe(DetectorDefinition model, int classes, bool parameters, Terminal terminal)
    {
        if (classes < 1)
            return terminal.Refuse(
                new Fault($"A model cannot have {classes} classes.", Place: "--classes", Hint: "Give 1 or more."));
        var document = new JsonObject
        {
            ["name"] = model.Name,
            ["classes"] = classes,
            ["parameter_count"] = model.ParameterCount(classes),
            ["configuration"] = model.Config.ToString(),
            ["stages"] = new JsonArray([.. model.Stages.Select(stage => new JsonObject
            {
                ["name"] = stage.Name,
                ["type"] = stage.Type,
                ["input"] = stage.Input,
                ["output"] = stage.Output,
                ["parameters"] = stage.Parameters,
                ["gflops"] = stage.Gflops,
            })]),
        };
        var lines =
            new List<string> { $"{model.Name}: {Millions(model.ParameterCount(classes))} M parameters, {classes} "
                + "classes", "" };
        lines.AddRange(model.Stages.Select(stage =>
            $"  {stage.Name,-10} {stage.Type,-18} {Millions(stage.Parameters),8} M "
                + $"{stage.Gflops.ToString("F1", CultureInfo.InvariantCulture),8} GFLOP  {stage.Input} → "
                + $"{stage.Output}"));
        if (parameters)
        {
            var infos = model.Parameters(classes);
            document["parameters"] = new JsonArray([.. infos.Select(info => new JsonObject
            {
                ["name"] = info.Name,
                ["shape"] = new JsonArray([.. info.Shape.Select(size => JsonValue.Create(size))]),
                ["kind"] = KindName(info.Kind),
            })]);
            lines.Add("");
            lines.AddRange(
                from info in infos
                let kind = info.Kind == ParameterKind.Weight ? "" : $" ({KindName(info.Kind)})"
                select $"  {info.Name} [{string.Join(", ", info.Shape)}]{kind}");
        }

        return terminal.Done(document, string.Join('\n', lines));
    }

    private static string KindName(ParameterKind kind) =>
        kind switch { ParameterKind.Weight => "weight", ParameterKind.Buffer => "buffer", _ => "alias" };

    private static string Millions(long count) => (count / 1e6).ToString("F2", CultureInfo.InvariantCulture);
}
