extern alias core;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableDino.Generators.Parsing;
using StableDino.Generators;

namespace StableDino.Snapshots;

/// <summary>One run of the config compiler over source texts, as a value with questions.</summary>
public sealed class GeneratorRun
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly Lazy<ImmutableArray<MetadataReference>> LazyReferences = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("StableDino.", StringComparison.Ordinal)
                && !Path.GetFileName(path).StartsWith("xunit", StringComparison.Ordinal))
            .Append(typeof(core::StableDino.Pipeline.Detector).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly GeneratorDriver driver;
    private readonly CSharpCompilation compilation;

    private GeneratorRun(GeneratorDriver driver, CSharpCompilation compilation)
    {
        this.compilation = compilation;
        this.driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        Output = (CSharpCompilation)output;
    }

    /// <summary>What every compilation here refers to: the framework, the library and what it needs.</summary>
    public static ImmutableArray<MetadataReference> References => LazyReferences.Value;

    /// <summary>The compilation with what was emitted.</summary>
    public CSharpCompilation Output { get; }

    private GeneratorRunResult Result => driver.GetRunResult().Results.Single();

    /// <summary>Diagnostics of the config compiler, in order of place.</summary>
    public ImmutableArray<Diagnostic> Diagnostics =>
        [.. Result.Diagnostics.OrderBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal)];

    /// <summary>What it threw, if it did.</summary>
    public Exception? Exception => Result.Exception;

    /// <summary>Errors and warnings of the whole compilation, generated code included; missing comments of the test's own source left out.</summary>
    public ImmutableArray<Diagnostic> CompilerMessages =>
    [
        .. Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.Id.StartsWith("SDINO", StringComparison.Ordinal))
            .Where(d => d.Id != "CS1591" || IsGenerated(d)),
    ];

    /// <summary>Emitted files by name.</summary>
    public ImmutableDictionary<string, string> Files => Result.GeneratedSources.ToImmutableDictionary(s => s.HintName, s => s.SourceText.ToString());

    /// <summary>The source texts' lines at a diagnostic.</summary>
    public static string TextAt(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText().ToString(diagnostic.Location.SourceSpan) ?? "";

    /// <summary>Runs over one or more files.</summary>
    public static GeneratorRun Of(params string[] sources) => Over(References, "Demo", sources);

    /// <summary>Runs over files with chosen references.</summary>
    public static GeneratorRun Over(IEnumerable<MetadataReference> references, string assembly, params string[] sources)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999);
        var compilation = CSharpCompilation.Create(assembly, Trees(sources), references, options);
        return new(
            CSharpGeneratorDriver.Create(
                [new ConfigCompiler().AsSourceGenerator()], parseOptions: Parse,
                driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)),
            compilation);
    }

    /// <summary>Runs again over changed files, with what the first run remembers.</summary>
    public GeneratorRun Edit(params string[] sources) => new(driver, compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(Trees(sources)));

    /// <summary>Why each output of a step ran.</summary>
    public IncrementalStepRunReason[] Reasons(string step) =>
        [.. Result.TrackedSteps.GetValueOrDefault(step, []).SelectMany(s => s.Outputs).Select(o => o.Reason)];

    /// <summary>Every output of a step.</summary>
    public IEnumerable<object> Outputs(string step) =>
        Result.TrackedSteps.GetValueOrDefault(step, []).SelectMany(s => s.Outputs).Select(o => o.Value);

    private static IEnumerable<SyntaxTree> Trees(string[] sources) =>
        sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, Parse, $"Source{i}.cs"));

    private static bool IsGenerated(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;
}
