using StableDino.Properties.Training;

namespace StableDino.Properties.Cli;

public class ModelsVerbTests
{
    [Fact]
    public void List_names_models_with_their_parameters()
    {
        var run = CommandLine.Run("models", "list", "--json");
        Assert.Equal(0, run.Code);
        var model = run.Json.GetProperty("models")[0];
        Assert.Equal("toy", model.GetProperty("name").GetString());
        Assert.Equal(ToyDetector.Definition.ParameterCount(80), model.GetProperty("parameters").GetInt64());
        Assert.Contains("toy", CommandLine.Run("models", "list").Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_lists_parameters_in_checkpoint_order_aliases_included()
    {
        var run = CommandLine.Run("models", "describe", "toy", "--parameters", "--classes", "5", "--json");
        var rows = run.Json.GetProperty("parameters").EnumerateArray().ToArray();
        Assert.Equal(ToyDetector.Definition.Parameters(5).Select(info => info.Name),
            rows.Select(row => row.GetProperty("name").GetString()));
        Assert.Equal([5, 8], rows[5].GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
    }

    public static IEnumerable<object[]> Recorded => GoldenFile.Files(GoldenKind.Names);

    /// <summary>What the tool prints for a full-size model is the official state dict: names, shapes, order.</summary>
    [SkippableTheory, MemberData(nameof(Recorded)), Trait("Category", "Parity")]
    public void Describe_prints_the_official_checkpoint_s_names_shapes_and_order(string path)
    {
        using var file = GoldenFile.Open(path);
        var name =
            file.Json.GetProperty("model").GetString()!.Replace("stabledino", "stable-dino", StringComparison.Ordinal)
                .Replace('_', '-').ToLowerInvariant();
        var run = CommandLine.RunWith(
            StableDino.Core.CompiledDetectors.All, "models", "describe", name, "--parameters", "--json");
        Assert.Equal(0, run.Code);
        static string Shape(System.Text.Json.JsonElement shape) =>
            string.Join(", ", shape.EnumerateArray().Select(size => size.GetInt64()));
        Assert.Equal(
            file.Json.GetProperty("state_dict").EnumerateObject()
                .Select(entry => $"{entry.Name} [{Shape(entry.Value)}]"),
            run.Json.GetProperty("parameters").EnumerateArray()
                .Select(row => $"{row.GetProperty("name").GetString()} [{Shape(row.GetProperty("shape"))}]"));
    }

    [Fact]
    public void Describe_prints_the_stage_table_and_diagram_the_chart()
    {
        var toy =
            ToyDetector.Definition with { Stages =
                [new("Neck", "ChannelMapper", "in [1, 8, 2, 2]", "out [1, 4, 2, 2]", 1_230_000, 4.56)],
                Diagram = "flowchart TD\n    a --> b" };
        var (table, chart) = (CommandLine.RunWith([toy], "models", "describe", "toy"),
            CommandLine.RunWith([toy], "models", "diagram", "toy"));
        Assert.Matches(@"Neck +ChannelMapper +1\.23 M +4\.6 GFLOP +in \[1, 8, 2, 2\] → out \[1, 4, 2, 2\]",
            table.Answer);
        Assert.Equal(toy.Diagram, chart.Answer.Trim());
    }

    [Theory]
    [InlineData("models", "describe", "tyo")]
    [InlineData("models", "diagram", "tyo")]
    public void An_unknown_name_is_refused_with_the_nearest_names(params string[] arguments)
    {
        var run = CommandLine.Run([.. arguments, "--json"]);
        Assert.Equal(2, run.Code);
        Assert.Contains("'tyo'", run.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("toy", run.Error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models", "list", "--what")]
    [InlineData("nonsense")]
    [InlineData("models", "describe")]
    [InlineData("models", "describe", "toy", "--classes", "many")]
    [InlineData("models", "describe", "toy", "--classes", "0")]
    [InlineData("checkpoint", "inspect", "/nowhere/x.safetensors")]
    public void Unusable_arguments_end_with_2_and_are_reported_on_both_channels(params string[] arguments)
    {
        var run = CommandLine.Run([.. arguments, "--json"]);
        Assert.Equal(2, run.Code);
        Assert.NotEqual("", run.Error.GetProperty("message").GetString());
        Assert.Contains("error: ", run.Log, StringComparison.Ordinal);
        Assert.Equal("", CommandLine.Run(arguments).Answer);
    }
}
