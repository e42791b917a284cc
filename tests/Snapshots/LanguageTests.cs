using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableDino.Snapshots;

/// <summary>
/// What the configuration language can say: the value carried by the emitted assembly attribute is the value evaluated.
/// </summary>
public class LanguageTests
{
    [Theory]
    [InlineData("Classes = 40 + 2 * 20", "Classes: 80")]
    [InlineData("Classes = Small.Classes / 4 % 13 + Small.Neck.Levels", "Classes: 10")]
    [InlineData("Classes = Small.Neck.Levels > 2 && !Small.Encoder.FinalNorm ? 41 : 42", "Classes: 41")]
    [InlineData("Classes = Small.Neck == Small.Neck with { Levels = 3 } ? 51 : 52", "Classes: 51")]
    [InlineData("Classes = -(-90)", "Classes: 90")]
    [InlineData("Classes = (int)(Small.Neck.Width / 32f * 25f)", "Classes: 25")]
    [InlineData("Classes = Small.Classes - 30", "Classes: 50")]
    [InlineData("Classes = 100 + -Small.Neck.Levels", "Classes: 97")]
    [InlineData("Classes = Count", "Classes: 33")]
    [InlineData("Classes = Later", "Classes: 34")]
    [InlineData("Classes = Hidden.Value", "Classes: 35")]
    [InlineData("Name = $\"{Small.Name}-{Small.Neck.Levels}-levels\"", "Name: \\\"small-3-levels\\\"")]
    [InlineData("Name = Small.Name + \"-\" + Small.Classes", "Name: \\\"small-80\\\"")]
    [InlineData("Encoder = Small.Encoder with { Dropout = 1 / 4f }", "Dropout: 0.25f")]
    [InlineData("Neck = new(Width: 32, Groups: Small.Decoder.Heads) { Levels = 4 }", "Levels: 4, Width: 32, Groups: 4")]
    [InlineData("EvaluationPadding = true ? PaddingPolicy.Masked : PaddingPolicy.Attended", "PaddingPolicy.Masked")]
    [InlineData("Neck = (Small with { Neck = Small.Neck with { Groups = 4 } }).Neck", "Groups: 4")]
    [InlineData("Losses = Losses", "BoxWeight: 7.5f")]
    public void It_can_express(string assignment, string expected)
    {
        const string Members = """
            private const int Count = 33;
                private static int Later => Last + 1;
                private static readonly int Last = Count;
                private static LossConfig Losses => Last > 1 ? Small.Losses with { BoxWeight = 2.5f * 3 } : Small.Losses;
                private static class Hidden { public static int Value { get; } = Later + 1; }

                [CompiledDetector]
                public static DetectorConfig Variant => Small with {
            """;
        var run = GeneratorRun.Of(Sources.WithSmall($"{Members} {assignment} }};"));
        Assert.Empty(run.Diagnostics);
        Assert.Contains(expected, run.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Classes = int.Parse(\"3\")", "int.Parse(\"3\")")]
    [InlineData("Classes = new[] { 1, 2 }[0]", "new[] { 1, 2 }[0]")]
    [InlineData("Classes = Changing", "Changing")]
    [InlineData("Classes = Settable", "Settable")]
    [InlineData("Neck = null!", "null")]
    [InlineData("EvaluationPadding = (PaddingPolicy)7", "(PaddingPolicy)7")]
    [InlineData("Name = \"a\".ToUpperInvariant()", "\"a\".ToUpperInvariant()")]
    [InlineData("Classes = new System.Random().Next()", "new System.Random().Next()")]
    [InlineData("Name = Small.Name ?? \"x\"", "Small.Name ?? \"x\"")]
    [InlineData("Classes = Small.Name is { Length: > 3 } ? 1 : 2", "Length: > 3")]
    [InlineData("Classes = Small.Name is ['s', ..] ? 1 : 2", "['s', ..]")]
    [InlineData("Classes = Counted(3)", "for (var i = 0; i < n; i++) sum += i;")]
    [InlineData("Classes = Small.Name.Length", "Small.Name.Length")]
    public void It_names_what_it_cannot_express_at_the_exact_expression(string assignment, string at)
    {
        var run = GeneratorRun.Of(Sources.WithSmall(
            $"private static int Changing = 3;\n    private static int Settable {{ get; set; }} = 3;\n    private "
            + $"static int Counted(int n) {{ var sum = 0; for (var i = 0; i < n; i++) sum += i; return sum; }}\n\n    "
            + $"[CompiledDetector]\n    public static DetectorConfig Variant => Small with {{ {assignment} }};"));
        Assert.Equal(["SDINO001"], run.Diagnostics.Select(d => d.Id));
        Assert.Equal(at, GeneratorRun.TextAt(run.Diagnostics[0]));
    }

    [Fact]
    public void Members_refer_to_each_other_across_files_in_any_order()
    {
        var run = GeneratorRun.Of(
            "using StableDino.Configuration;\nnamespace Demo;\npublic static class First\n{\n    [CompiledDetector] "
            + "public static DetectorConfig A => Second.B with { Classes = Second.Count };\n}",
            "using StableDino.Configuration;\nnamespace Demo;\npublic static class Second\n{\n    public static "
            + "DetectorConfig B => Zoo.Small;\n    public static int Count { get; } = 44;\n}",
            Sources.WithSmall(""));
        Assert.Empty(run.Diagnostics);
        Assert.Contains("Classes: 44", run.Files["Demo.AGraph.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_of_a_base_is_reported_once_where_it_is_written()
    {
        var run = GeneratorRun.Of(Sources.WithSmall(
            "public static DetectorConfig Base => Small with { Classes = int.Parse(\"3\") };\n    "
            + "[CompiledDetector]\n    public static DetectorConfig One => Base with { Name = \"one\" };\n    "
            + "[CompiledDetector]\n    public static DetectorConfig Two => Base with { Name = \"two\" };"));
        Assert.Equal(["SDINO001"], run.Diagnostics.Select(d => d.Id));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_detector_of_a_compiled_assembly_is_read_through_its_carried_value(bool asImage)
    {
        var library = GeneratorRun.Over(
            GeneratorRun.References, "Library", Sources.Small.Replace("namespace Demo", "namespace Library"));
        var consumer = GeneratorRun.Over(
            [.. GeneratorRun.References, asImage ? Image(library.Output) : library.Output.ToMetadataReference()],
            "Consumer",
            "using StableDino.Configuration;\nnamespace Demo;\npublic static class Mine\n{\n    [CompiledDetector] "
            + "public static DetectorConfig Variant => Library.Zoo.Small with { Name = \"mine\", Decoder = "
            + "Library.Zoo.Small.Decoder with { Layers = 2 } };\n}");
        Assert.Empty(consumer.Diagnostics);
        Assert.Empty(consumer.CompilerMessages.Where(m => m.Severity == DiagnosticSeverity.Error)
            .Select(m => m.ToString()));
        Assert.Contains("CrossAttention: new CrossAttention.DeformablePoints(Points: 4),\n            Layers: 2,",
            consumer.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_carried_name_is_met_with_the_nearest()
    {
        var library = GeneratorRun.Over(GeneratorRun.References, "Library",
            Sources.WithSmall(
                "[CompiledDetector]\n    public static DetectorConfig Large => Small;\n    public static "
                + "DetectorConfig Larger => Large;").Replace("namespace Demo", "namespace Library"));
        var consumer = GeneratorRun.Over(
            [.. GeneratorRun.References, Image(library.Output)], "Consumer",
            "using StableDino.Configuration;\nnamespace Demo;\npublic static class Mine\n{\n    [CompiledDetector] "
            + "public static DetectorConfig Variant => Library.Zoo.Larger;\n}");
        Assert.Equal(["SDINO006"], consumer.Diagnostics.Select(d => d.Id));
        Assert.Contains("Library.Zoo.Large", consumer.Diagnostics[0].GetMessage(), StringComparison.Ordinal);
    }

    private static PortableExecutableReference Image(CSharpCompilation compilation)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
