using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableDino.Generators.Evaluation;
using StableDino.Generators.Language;
using StableDino.Generators.Parsing;

namespace StableDino.Snapshots;

/// <summary>Functions, choices and patterns of the configuration language, here and across assemblies.</summary>
public class FunctionTests
{
    private const string Functions = """
        private static DetectorConfig Stable(DetectorConfig plain, float weight = 6f) => plain with
            {
                Name = "stable-" + plain.Name,
                Encoder = plain.Encoder with { Fusion = plain.Encoder.Layers > 0 ? new MemoryFusion.Dense() : plain.Encoder.Fusion },
                Losses = plain.Losses with { ClassificationWeight = weight },
            };
            private static int Depth(BackboneConfig backbone) => backbone switch
            {
                BackboneConfig.ResNet { Depth: 18 or 34, Norm: not FeatureNorm.Group } small => small.Depth + 1,
                BackboneConfig.ResNet(var depth, _, _, _, _, _, _, _) when depth > 100 => 1000,
                BackboneConfig.ResNet => 500,
                BackboneConfig.Swin { Depths: { Stage4: >= 18 and < 30 } } swin => swin.Depths.Stage4,
                _ => 7,
            };
            private static int Block(int n)
            {
                if (n > 10)
                    return n;
                const int Factor = 3;
                var product = n * Factor;
                return product + 1;
            }
            private static T Pick<T>(bool first, T a, T b) => first ? a : b;
            private static bool Has<T>(BackboneConfig b) => b is T;
            private static class Family<T> { public static int Size => Pick(true, 71, 72); public static bool Fits => Small.Backbone is T; }
            private static readonly Func<int, int> Twice = n => n * 2;
            private static int Apply(Func<int, int> f, int n) => f(f(n));
            private static DetectorConfig Named(this DetectorConfig c, string name) => c with { Name = name };
            private static int Sum(params int[] numbers) => numbers.Length;
            private static BackboneConfig Resnet(int depth) => new BackboneConfig.ResNet(Depth: depth);
            private static BackboneConfig Swin(int depth) => new BackboneConfig.Swin(new(2, 2, depth, 2), new(6, 12, 24, 48));

        """;

    [Theory]
    [InlineData("Stable(Small)", "Name: \\\"stable-small\\\"")]
    [InlineData("Stable(Stable(Small)) with { Name = \"twice\" }", "ClassificationWeight: 6f")]
    [InlineData("Stable(weight: 4f, plain: Small)", "ClassificationWeight: 4f")]
    [InlineData("Small.Named(\"extended\")", "Name: \\\"extended\\\"")]
    [InlineData("Small with { Classes = Depth(Resnet(18)) }", "Classes: 19")]
    [InlineData("Small with { Classes = Depth(Resnet(50)) }", "Classes: 500")]
    [InlineData("Small with { Classes = Depth(Resnet(101)) }", "Classes: 1000")]
    [InlineData("Small with { Classes = Depth(Swin(18)) }", "Classes: 18")]
    [InlineData("Small with { Classes = Depth(Swin(2)) + 10 }", "Classes: 17")]
    [InlineData("Small with { Classes = Block(11) + Block(2) }", "Classes: 18")]
    [InlineData("Small with { Classes = Pick(false, 1, 55) }", "Classes: 55")]
    [InlineData("Small with { Classes = Pick(Has<BackboneConfig.Swin>(Small.Backbone), 1, 56) }", "Classes: 56")]
    [InlineData("Small with { Classes = Pick(Has<BackboneConfig>(Small.Backbone), 57, 2) }", "Classes: 57")]
    [InlineData("Small with { Classes = Family<int>.Size }", "Classes: 71")]
    [InlineData("Small with { Classes = Family<BackboneConfig.ResNet>.Fits && !Family<BackboneConfig.Swin>.Fits ? 73 : 74 }", "Classes: 73")]
    [InlineData("Small with { Classes = Twice(30) }", "Classes: 60")]
    [InlineData("Small with { Classes = Apply(Twice, 16) }", "Classes: 64")]
    [InlineData("Small with { Classes = Apply(n => n + Small.Neck.Levels, 1) + 10 }", "Classes: 17")]
    [InlineData("Small with { Classes = Apply(Block, 1) }", "Classes: 13")]
    [InlineData("Small with { Classes = Sum(4, 5, 6) + 10 }", "Classes: 13")]
    [InlineData("Small with { Classes = Math.Max(Small.Neck.Levels, 12) + Math.Clamp(50, 1, 9) + Math.Abs(-3) }", "Classes: 24")]
    [InlineData("Small with { Classes = Small.Backbone is BackboneConfig.ResNet { Depth: var d } ? d : 0 }", "Classes: 18")]
    [InlineData("Small with { Classes = ((BackboneConfig.ResNet)Small.Backbone).Depth }", "Classes: 18")]
    [InlineData("Small with { Classes = Small is { Encoder.Fusion: MemoryFusion.Dense, Neck: not null } ? 31 : 32 }", "Classes: 31")]
    public void They_are_evaluated(string expression, string expected)
    {
        var run = GeneratorRun.Of("using System;\n" + Sources.WithSmall($"{Functions}\n    [CompiledDetector]\n    public static DetectorConfig Variant => {expression};"));
        Assert.Empty(run.Diagnostics.Select(d => d.ToString()));
        Assert.Empty(run.CompilerMessages.Where(m => m.Severity == DiagnosticSeverity.Error).Select(m => m.ToString()));
        Assert.Contains(expected, run.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_of_functions_is_named_with_its_path()
    {
        var run = GeneratorRun.Of(Sources.WithSmall(
            "private static int Even(int n) => n == 0 ? 1 : Odd(n - 1);\n    private static int Odd(int n) => n == 0 ? 0 : Even(n - 1);\n\n    [CompiledDetector]\n    public static DetectorConfig Variant => Small with { Classes = Even(4) };"));
        Assert.Equal(["SDINO034"], run.Diagnostics.Select(d => d.Id));
        Assert.Contains("Even → Odd → Even", run.Diagnostics[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lambda_cannot_reach_itself()
    {
        var run = GeneratorRun.Of(Sources.WithSmall(
            "private static readonly System.Func<int, int> Loop = n => Loop(n + 1);\n\n    [CompiledDetector]\n    public static DetectorConfig Variant => Small with { Classes = Loop(4) };"));
        Assert.Equal(["SDINO034"], run.Diagnostics.Select(d => d.Id));
    }

    [Fact]
    public void A_finding_about_what_a_function_gave_points_at_its_call()
    {
        var run = GeneratorRun.Of(Sources.WithSmall(
            "private static NeckConfig Wide(NeckConfig neck) => neck with { Width = 64 };\n\n    [CompiledDetector]\n    public static DetectorConfig Variant => Small with { Neck = Wide(Small.Neck) };"));
        Assert.Equal(["SDINO010"], run.Diagnostics.Select(d => d.Id));
        Assert.Equal("Wide(Small.Neck)", GeneratorRun.TextAt(run.Diagnostics[0]));
    }

    private const string Library = """
        using System;
        using StableDino.Configuration;
        namespace Library;
        public static class Presets
        {
            /// <summary>x</summary>
            [CarriedConfiguration] public static NeckConfig Narrow { get; } = new(Levels: 3, Width: Base * 2, Groups: 8);
            [CarriedConfiguration] public static DetectorConfig Renamed(DetectorConfig c, Func<int, int> more) => Count(c) > 0 ? c with { Name = $"re-{c.Name}", Classes = more(c.Classes) + Count(c) } : c;
            [CarriedConfiguration] public static T First<T>(T a, T b) where T : class => a is T ? a : b;
            [CarriedConfiguration] public static int Halved(int n) { if (n % 2 == 1) throw new ArgumentException($"{n} is odd"); return n / 2; }
            private const int Base = 16;
            private static int Count(DetectorConfig c) => c.Backbone switch { BackboneConfig.ResNet { Depth: var d } => d, _ => Other };
            private static int Other => Narrow.Levels;
            public static int Loose(int n) => n;
        }
        """;

    [Theory, InlineData(true), InlineData(false)]
    public void They_travel_with_their_assembly(bool asImage)
    {
        var consumer = Consume(asImage, "Presets.First(Presets.Renamed(Small with { Neck = Presets.Narrow }, n => n + Presets.Halved(8)), Small)");
        Assert.Empty(consumer.Diagnostics.Select(d => d.ToString()));
        Assert.Contains("Name: \\\"re-small\\\"", consumer.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
        Assert.Contains("Classes: 102", consumer.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
        Assert.Contains("NeckConfig(Levels: 3, Width: 32, Groups: 8, ", consumer.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Small with { Classes = Presets.Halved(7) }", "SDINO036", "Presets.Halved(7)", "7 is odd")]
    [InlineData("Small with { Classes = Presets.Loose(7) }", "SDINO006", "Presets.Loose(7)", "Library.Presets.")]
    [InlineData("Small with { Neck = Presets.Narrow with { Groups = 5 } }", "SDINO012", "5", "nearest")]
    [InlineData("Small with { Encoder = Small.Encoder with { Width = Presets.Narrow.Width * 2 } }", "SDINO010", "Presets.Narrow.Width * 2", "Neck.Width")]
    public void What_goes_wrong_in_them_is_reported_at_the_reference(string expression, string id, string at, string words)
    {
        var consumer = Consume(asImage: true, expression);
        Assert.Contains(consumer.Diagnostics, d => d.Id == id);
        var found = consumer.Diagnostics.First(d => d.Id == id);
        Assert.Equal(at, GeneratorRun.TextAt(found));
        Assert.Contains(words, found.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_carried_function_outside_the_language_is_refused_where_it_is_written()
    {
        var run = GeneratorRun.Of(Sources.WithSmall("[CarriedConfiguration] public static int Now(int n) => n + System.Environment.TickCount;\n    [CarriedConfiguration] public static int Fine(int n) => n;"));
        Assert.Equal(["SDINO006"], run.Diagnostics.Select(d => d.Id));
        Assert.Equal("System.Environment.TickCount", GeneratorRun.TextAt(run.Diagnostics[0]));
        Assert.DoesNotContain("Now", run.Files["CarriedConfigurations.g.cs"], StringComparison.Ordinal);
        Assert.Contains("Fine", run.Files["CarriedConfigurations.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_zoos_stable_function_evaluates_over_a_users_base()
    {
        var run = GeneratorRun.Of(Sources.WithSmall("[CompiledDetector]\n    public static DetectorConfig Variant => StableDino.Zoo.StableDinoZoo.Stable(Small with { Encoder = Small.Encoder with { Fusion = new MemoryFusion.None() } });"));
        Assert.Empty(run.Diagnostics.Select(d => d.ToString()));
        Assert.Contains("Fusion: new MemoryFusion.Dense()", run.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
        Assert.Contains("new TargetRescale.ToOne()", run.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
        Assert.Contains("ClassificationWeight: 6f", run.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_carried_reads_back_as_itself()
    {
        var library = GeneratorRun.Over(GeneratorRun.References, "Library", Library);
        var texts = library.Output.Assembly.GetAttributes().Where(a => a.ConstructorArguments.Length == 2)
            .Select(a => (Key: (string)a.ConstructorArguments[0].Value!, Text: (string)a.ConstructorArguments[1].Value!)).ToList();
        Assert.Equal(6, texts.Count);
        Assert.All(texts, entry => Assert.Equal(entry.Text, ExpressionText.Print(ExpressionReader.Read(entry.Key, entry.Text)!)));
        Assert.All(texts, entry => Assert.All(Enumerable.Range(0, entry.Text.Length), cut =>
            Assert.Null(Record.Exception(() => ExpressionReader.Read(entry.Key, entry.Text.Remove(cut, 1))))));
    }

    private static GeneratorRun Consume(bool asImage, string expression)
    {
        var library = GeneratorRun.Over(GeneratorRun.References, "Library", Library);
        Assert.Empty(library.Diagnostics.Select(d => d.ToString()));
        return GeneratorRun.Over(
            [.. GeneratorRun.References, asImage ? Image(library.Output) : library.Output.ToMetadataReference()], "Consumer",
            "using Library;\n" + Sources.WithSmall($"[CompiledDetector]\n    public static DetectorConfig Variant => {expression};"));
    }

    private static PortableExecutableReference Image(CSharpCompilation compilation)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
