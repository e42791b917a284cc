using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Checking;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Emission;
using StableDino.Generators.Evaluation;
using StableDino.Generators.Graph;
using StableDino.Generators.Model;
using StableDino.Generators.Parsing;

namespace StableDino.Generators;

/// <summary>
/// The config compiler: from static <c>[CompiledDetector]</c> properties to typed graphs and one registry per assembly,
/// and from <c>[CarriedConfiguration]</c> members to the texts that the assembly carries.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ConfigCompiler : IIncrementalGenerator
{
    private const string Compiled = "StableDino.Configuration.CompiledDetectorAttribute";
    private const string Carried = "StableDino.Configuration.CarriedConfigurationAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(Compiled, static (_, _) => true,
                static (property, cancel) => DetectorEvaluation.Of(DetectorParser.Parse(property), cancel))
            .Where(static p => p is not null).Select(static (p, _) => p!)
            .WithTrackingName(StepNames.Parse);
        var carried = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Carried, static (_, _) => true, static (member, cancel) => CarriedParser.Parse(member, cancel))
            .Where(static c => c is not null).Select(static (c, _) => c!)
            .WithTrackingName(StepNames.Carried);

        // A line that merely moves changes places and no value: nothing is judged or printed again.
        var verdicts = parsed
            .Select(static (p, _) => (p.Declaration, p.Value)).WithTrackingName(StepNames.Value)
            .Select(static (p, _) => Verdict.Of(p.Declaration, p.Value)).WithTrackingName(StepNames.Model);

        var all = parsed.Collect();
        var diagnostics = all.Combine(verdicts.Collect())
            .SelectMany(static (pair, _) => Report.Of(pair.Left, pair.Right)).WithTrackingName(StepNames.Diagnostics);
        // The compilation turns a place back into a location inside its tree, where a pragma can silence it; without a
        // problem nothing runs.
        context.RegisterSourceOutput(diagnostics.Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.ToDiagnostic(pair.Right)));
        context.RegisterSourceOutput(
            carried.SelectMany(static (c, _) => c.Problems.Items).Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.ToDiagnostic(pair.Right)));

        var rejected =
            all.Select(static (p, _) => UniquenessRule.Check(p).Select(f => f.Detector.Declaration.Path).ToEquatable());
        var graphs = verdicts
            .SelectMany(static (v, _) => v.Model is { } model ? ImmutableArray.Create(model) : [])
            .Combine(rejected).Where(static pair => !pair.Right.Contains(pair.Left.Declaration.Path))
            .Select(static (pair, _) => pair.Left)
            .Select(static (model, _) => Lowering.Lower(model)).WithTrackingName(StepNames.Graph);
        context.RegisterSourceOutput(
            graphs, static (output, graph) => output.AddSource(GraphEmitter.HintName(graph), GraphEmitter.Emit(graph)));

        var registry = graphs.Select(static (g, _) => new RegistryEntry(g.Config.Name, g.Declaration.ClassPath))
            .Collect()
            .Combine(context.CompilationProvider.Select(static (c, _) => c.AssemblyName ?? "Detectors"))
            .Select(static (pair, _) => new RegistryModel(pair.Right, pair.Left.ToEquatable()))
            .WithTrackingName(StepNames.Registry);
        context.RegisterSourceOutput(registry, static (output, model) =>
        {
            if (model.Entries.Length > 0)
                output.AddSource(RegistryEmitter.HintName, RegistryEmitter.Emit(model));
        });

        var texts = carried.Collect()
            .Select(static (c, _) =>
                c.SelectMany(d => d.Texts).Distinct().OrderBy(e => e.Key, StringComparer.Ordinal).ToEquatable());
        context.RegisterSourceOutput(texts, static (output, entries) =>
        {
            if (entries.Length > 0)
                output.AddSource(CarriedEmitter.HintName, CarriedEmitter.Emit(entries));
        });
    }
}
