using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using StableDino.Generators;

namespace StableDino.Snapshots;

/// <summary>What runs again, and when. Steps: Parse sees symbols; Model drops places; Graph lowers; Registry lists.</summary>
public class IncrementalTests
{
    private static readonly string Two = Sources.WithSmall(
        "[CompiledDetector]\n    public static DetectorConfig One => Small with { Name = \"one\" };\n\n    [CompiledDetector]\n    public static DetectorConfig Other => Small with { Name = \"other\" };");

    [Fact]
    public void The_same_text_again_runs_nothing()
    {
        var run = GeneratorRun.Of(Sources.Small).Edit(Sources.Small);
        Assert.All(Steps, step => Assert.All(run.Reasons(step), Cached));
    }

    [Fact]
    public void An_edit_in_another_file_leaves_the_graph_cached()
    {
        var run = GeneratorRun.Of(Sources.Small, "class A;").Edit(Sources.Small, "class A { int x; }");
        Assert.All(run.Reasons(StepNames.Parse), Cached);
        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(StepNames.Graph));
        Assert.All(run.Reasons(StepNames.Registry), Cached);
    }

    [Fact]
    public void A_moved_line_moves_places_and_prints_nothing_again()
    {
        var run = GeneratorRun.Of(Sources.Small).Edit("// a new first line\n" + Sources.Small);
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(StepNames.Parse));
        Assert.Equal([IncrementalStepRunReason.Unchanged], run.Reasons(StepNames.Value));
        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(StepNames.Model));
        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(StepNames.Graph));
        Assert.All(run.Reasons(StepNames.Registry), Cached);
    }

    [Fact]
    public void A_moved_warning_is_reported_at_its_new_line()
    {
        var source = Sources.Variant("EvaluationPadding = PaddingPolicy.Attended");
        var (before, after) = (GeneratorRun.Of(source), GeneratorRun.Of(source).Edit("// a new first line\n" + source));
        Assert.Equal([IncrementalStepRunReason.Modified], after.Reasons(StepNames.Diagnostics));
        Assert.Equal(Line(before) + 1, Line(after));
        static int Line(GeneratorRun run) => run.Diagnostics.Single().Location.GetLineSpan().StartLinePosition.Line;
    }

    [Fact]
    public void A_changed_value_reaches_its_own_graph_alone()
    {
        var run = GeneratorRun.Of(Two).Edit(Two.Replace("Name = \"one\"", "Name = \"one\", Classes = 70"));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], run.Reasons(StepNames.Graph));
        Assert.Contains("Classes: 70", run.Files["Demo.OneGraph.g.cs"], StringComparison.Ordinal);
        Assert.All(run.Reasons(StepNames.Registry), Cached);
    }

    [Fact]
    public void A_changed_base_in_another_file_reaches_what_varies_it()
    {
        const string Variant = "using StableDino.Configuration;\nnamespace Demo;\npublic static class Mine\n{\n    [CompiledDetector]\n    public static DetectorConfig Variant => Zoo.Small with { Name = \"variant\" };\n}";
        var run = GeneratorRun.Of(Sources.WithSmall(""), Variant).Edit(Sources.WithSmall("").Replace("Count: 10", "Count: 11"), Variant);
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(StepNames.Graph));
        Assert.Contains("Count: 11", run.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_member_is_parsed_lowered_and_listed_while_the_others_rest()
    {
        var run = GeneratorRun.Of(Two).Edit(Two.Replace("{ Name = \"other\" };", "{ Name = \"other\" };\n    [CompiledDetector]\n    public static DetectorConfig New => Small with { Name = \"new\" };"));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached, IncrementalStepRunReason.New], run.Reasons(StepNames.Graph));
        Assert.Contains("NewGraph", run.Files["CompiledDetectors.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_removed_member_leaves_and_the_others_rest()
    {
        var run = GeneratorRun.Of(Two).Edit(Two.Replace("[CompiledDetector]\n    public static DetectorConfig Other", "public static DetectorConfig Other"));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Removed], run.Reasons(StepNames.Graph));
        Assert.DoesNotContain("OtherGraph", run.Files["CompiledDetectors.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_function_reaches_what_calls_it()
    {
        const string Function = "private static int More(int n) => n + 1;\n    [CompiledDetector]\n    public static DetectorConfig One => Small with { Name = \"one\", Classes = More(40) };\n    [CompiledDetector]\n    public static DetectorConfig Other => Small with { Name = \"other\" };";
        var run = GeneratorRun.Of(Sources.WithSmall(Function)).Edit(Sources.WithSmall(Function).Replace("n + 1", "n + 2"));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], run.Reasons(StepNames.Graph));
        Assert.Contains("Classes: 42", run.Files["Demo.OneGraph.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_name_reaches_the_registry()
    {
        var run = GeneratorRun.Of(Sources.Small).Edit(Sources.Small.Replace("Small {", "Tiny {"));
        Assert.Contains(IncrementalStepRunReason.Modified, run.Reasons(StepNames.Registry));
        Assert.Contains("TinyGraph", run.Files["CompiledDetectors.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_then_repaired_code_gives_the_same_files()
    {
        var whole = GeneratorRun.Of(Two);
        var broken = whole.Edit(Two.Replace("Small with { Name = \"one\" };", "Small with { Name = "));
        var repaired = broken.Edit(Two);
        Assert.Null(broken.Exception);
        Assert.NotEqual(whole.Files, broken.Files);
        Assert.Equal(whole.Files.OrderBy(f => f.Key), repaired.Files.OrderBy(f => f.Key));
    }

    [Fact]
    public void No_step_holds_a_roslyn_object()
    {
        var run = GeneratorRun.Of(Two.Replace("Name = \"one\"", "Name = \"One\"").Replace("[CompiledDetector]", "[CarriedConfiguration] public static int Carried(int n) => n;\n    [CompiledDetector]"));
        foreach (var step in Steps)
        {
            Assert.NotEmpty(run.Outputs(step));
            Assert.Empty(run.Outputs(step).SelectMany(output => Reachable(output, [])).Where(o => o.GetType().Namespace!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)).Select(o => o.GetType()));
        }
    }

    private static readonly string[] Steps = [StepNames.Parse, StepNames.Value, StepNames.Model, StepNames.Diagnostics, StepNames.Graph, StepNames.Registry, StepNames.Carried];

    private static void Cached(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"ran again: {reason}");

    private static IEnumerable<object> Reachable(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || (!value.GetType().IsValueType && !seen.Add(value)))
            yield break;
        yield return value;
        var inside = value is IEnumerable items
            ? items.Cast<object?>()
            : value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(f => f.GetValue(value));
        foreach (var reached in inside.SelectMany(i => Reachable(i, seen)))
            yield return reached;
    }
}
