extern alias compiler;
using System.Diagnostics;
using System.Globalization;
using compiler::StableDino.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StableDino.Benchmarks;

/// <summary>
/// What the config compiler adds to a build of fifty detectors and to an edit that has nothing to do with them. The
/// first run of a process
/// includes the just-in-time compiler too, as a build without a compiler server does.
/// </summary>
internal static class CompilerTimes
{
    private const int Detectors = 50;

    public static int Run(int repeats)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("StableDino.", StringComparison.Ordinal)
                || Path.GetFileName(path) == "StableDino.Core.dll")
            .Select(path => MetadataReference.CreateFromFile(path)).ToArray();
        CSharpCompilation Fresh(int variant) =>
            CSharpCompilation.Create(
                "Bench", [Parse(Source(variant)), Parse("class Other { int a; }")], references, options);

        var first = Watch(() => Generate(Fresh(0)));
        // The build binds anyway; the difference is what the generator adds.
        var (plain, withCompiler, generator, unrelated) =
            (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 1; i <= repeats; i++)
        {
            var with = Fresh(i);
            CSharpGeneratorDriver driver = null!;
            Compilation output = null!;
            generator.Add(Watch(() => (driver, output) = Generate(with)));
            var other = with.SyntaxTrees[1];
            for (var edit = 0; edit < 5; edit++)
            {
                var edited = with.ReplaceSyntaxTree(other, Parse($"class Other {{ int a{i}{edit}; }}"));
                unrelated.Add(Watch(() => driver.RunGeneratorsAndUpdateCompilation(edited, out _, out _)));
            }
            if (i > 3)
                continue;
            var without = Fresh(i);
            plain.Add(Watch(() => without.GetDiagnostics()));
            withCompiler.Add(generator[^1] + Watch(() => output.GetDiagnostics()));
        }

        Console.WriteLine($"{Detectors} detectors, {repeats} repeats, medians of processor time");
        Say("generator, first run of a process", first);
        Say("generator, warm", Median(generator));
        Say("compilation without generated code", Median(plain));
        Say("compilation with generator and generated code", Median(withCompiler));
        Say("unrelated edit", Median(unrelated));
        return 0;
    }

    private static (CSharpGeneratorDriver, Compilation) Generate(CSharpCompilation compilation)
    {
        var driver = (CSharpGeneratorDriver)CSharpGeneratorDriver.Create(new ConfigCompiler())
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        return diagnostics.IsEmpty && driver.GetRunResult().GeneratedTrees.Length == Detectors + 1
            ? (driver, output) : throw new InvalidOperationException(string.Join("\n", diagnostics.Take(3)));
    }

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text);

    // Half of the detectors vary the one before them, half go through a function of the library.
    private static string Source(int variant) => $$"""
        using StableDino.Configuration;
        using StableDino.Foundation;
        using StableDino.Network;
        using StableDino.Pipeline;
        using StableDino.Zoo;
        namespace Bench;
        public static class Zoo
        {
            public static DetectorConfig D0 => StableDinoZoo.DinoR50 with { Name = "base-{{variant}}" };
        {{string.Concat(Enumerable.Range(1, Detectors).Select(i => $$"""
            [CompiledDetector]
            public static DetectorConfig D{{i}} { get; } = {{(i % 2 == 0 ? $"StableDinoZoo.Stable(D{i - 1})" : $"D{i - 1}")}}
            with
            {
                Name = "d-{{i}}-{{variant}}",
                Decoder = D{{i - 1}}.Decoder with { Layers = {{1 + (i % 6)}}, FeedForward = {{256 + (8 * i)}} },
                Queries = D{{i - 1}}.Queries with { Count = {{100 + i}} },
            };

        """))}}
        }
        """;

    private static double Watch(Action work)
    {
        // Processor time of the whole process: what a machine with other work does not change.
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        work();
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Say(string what, double milliseconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-48} {milliseconds,8:F1} ms"));
}
