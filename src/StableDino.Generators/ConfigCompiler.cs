using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Checking;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Emission;
using StableDino.Generators.Evaluation;
using StableDino.Generators.Graph;
using StableDino.Generators.Parsing;

namespace StableDino.Generators;

/// <summary>The config compiler: from static <c>[CompiledDetector]</c> properties to typed graphs and one registry per assembly.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ConfigCompiler : IIncrementalGenerator
{
    private const string Attribute = "StableDino.Configuration.CompiledDetectorAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(Attribute, static (_, _) => true, static (property, cancel) => DetectorParser.Parse(property, cancel))
            .Where(static p => p is not null).Select(static (p, _) => p!)
            .WithTrackingName(StepNames.Parse);

        // Two branches: a line that merely moves must not print a graph again.
        var diagnostics = parsed.Collect().SelectMany(static (all, _) => DiagnosticsOf(all)).WithTrackingName(StepNames.Diagnostics);
        context.RegisterSourceOutput(
            diagnostics.Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.ToDiagnostic(pair.Right)));

        var rejected = parsed.Collect().Select(static (all, _) => UniquenessRule.Check(all).Select(f => f.Detector.Declaration.Path).ToEquatable());
        var graphs = parsed
            .SelectMany(static (p, _) => Judge(p).Model is { } model ? ImmutableArray.Create(model) : []).WithTrackingName(StepNames.Model)
            .Combine(rejected).Where(static pair => !pair.Right.Contains(pair.Left.Declaration.Path))
            .Select(static (pair, _) => Lowering.Lower(pair.Left)).WithTrackingName(StepNames.Graph);
        context.RegisterSourceOutput(graphs, static (output, graph) => output.AddSource(GraphEmitter.HintName(graph), GraphEmitter.Emit(graph)));

        var registry = graphs.Select(static (g, _) => new RegistryEntry(g.Name, g.Declaration.ClassPath)).Collect()
            .Combine(context.CompilationProvider.Select(static (c, _) => c.AssemblyName ?? "Detectors"))
            .Select(static (pair, _) => new RegistryModel(pair.Right, pair.Left.ToEquatable())).WithTrackingName(StepNames.Registry);
        context.RegisterSourceOutput(registry, static (output, model) =>
        {
            if (model.Entries.Length > 0)
                output.AddSource(RegistryEmitter.HintName, RegistryEmitter.Emit(model));
        });
    }

    private static IEnumerable<DiagnosticInfo> DiagnosticsOf(ImmutableArray<ParsedDetector> all) =>
        all.SelectMany(p => p.Problems)
            .Concat(all.SelectMany(p => Judge(p).Findings.Select(f => Located(p, f))))
            .Concat(UniquenessRule.Check(all).Select(found => Located(found.Detector, found.Finding)))
            .Distinct();

    private static (DetectorModel? Model, EquatableArray<Finding> Findings) Judge(ParsedDetector parsed)
    {
        if (parsed.Value is null)
            return (null, EquatableArray<Finding>.Empty);
        var (config, unknown) = Binder.Bind(parsed.Value);
        if (config is null)
            return (null, EquatableArray.Of(Finding.Of(Descriptors.VersionMismatch, [], unknown)));
        var findings = Rules.Check(config);
        return (Rules.Allow(findings) ? new(parsed.Declaration, parsed.Value, config) : null, findings);
    }

    private static DiagnosticInfo Located(ParsedDetector detector, Finding finding) =>
        new(finding.Id, detector.PlaceOf(finding.Paths), finding.Arguments);
}
