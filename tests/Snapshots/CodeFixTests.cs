using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using StableDino.CodeFixes;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Snapshots;

public class CodeFixTests
{
    public static TheoryData<string> Mended { get; } = new(DiagnosticCases.All.Where(c => c.Library.Length == 0)
        .Where(c => Of(c.Source, c.Id)?.Properties.ContainsKey(Reporting.MendProperty) == true).Select(c => c.Id));

    [Theory, MemberData(nameof(Mended))]
    public async Task The_value_it_offers_is_one_that_works(string id)
    {
        var source = DiagnosticCases.All.Single(c => c.Id == id).Source;
        var repaired = await Apply(new MendCodeFix(), source, id);
        Assert.NotEqual(source, repaired);
        // Where several parts are wrong, each has its own.
        Assert.True(GeneratorRun.Of(repaired).Diagnostics.Count(d => d.Id == id)
            < GeneratorRun.Of(source).Diagnostics.Count(d => d.Id == id), repaired);
    }

    [Fact]
    public void Most_messages_about_a_value_offer_one() => Assert.True(Mended.Count >= 25, $"{Mended.Count} do");

    [Theory]
    [InlineData("Encoder = Small.Encoder with { Fusion = new MemoryFusion.None(), Layers = 0, Heads = 2 }",
        "Encoder = Small.Encoder with { Fusion = new MemoryFusion.None(), Layers = 0}")]
    [InlineData(
        "Decoder = new DecoderConfig(Small.Decoder.CrossAttention, Layers: 1, Width: 32, Refinement: "
            + "BoxRefinement.Detached, Heads: 4)",
        "Decoder = new DecoderConfig(Small.Decoder.CrossAttention, Layers: 1, Width: 32, Heads: 4)")]
    public async Task A_value_that_turns_nothing_is_taken_out(string before, string after)
    {
        var repaired = await Apply(new RemoveSettingCodeFix(), Sources.Variant(before), "SDINO039");
        Assert.Contains(Squeezed(after), Squeezed(repaired), StringComparison.Ordinal);
        Assert.Empty(GeneratorRun.Of(repaired).Diagnostics);
    }

    [Theory]
    [InlineData("Small with { Classes = 70 }", "Small with { Name = \"stable-r50\", Classes = 70 }")]
    [InlineData("Small", "Small with { Name = \"stable-r50\" }")]
    public async Task A_variant_without_a_name_gets_its_propertys(string before, string after)
    {
        var source =
            Sources.WithSmall(
                $"[CompiledDetector]\n    public static DetectorConfig Whole => Small;\n    [CompiledDetector]\n    "
                + $"public static DetectorConfig StableR50 => {before};");
        var repaired = await Apply(new AddNameCodeFix(), source, "SDINO009");
        Assert.Contains(Squeezed(after), Squeezed(repaired), StringComparison.Ordinal);
        Assert.Empty(GeneratorRun.Of(repaired).Diagnostics);
    }

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static Diagnostic? Of(string source, string id) =>
        GeneratorRun.Of(source).Diagnostics.FirstOrDefault(d => d.Id == id);

    private static async Task<string> Apply(CodeFixProvider provider, string source, string id)
    {
        var diagnostic = Of(source, id)!;
        Assert.Contains(id, provider.FixableDiagnosticIds);
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject("Demo", LanguageNames.CSharp)
            .AddDocument("Source0.cs", SourceText.From(source));
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        await provider.RegisterCodeFixesAsync(
            new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        var operations = await Assert.Single(actions).GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync()).ToString();
    }
}
