using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StableDino.Generators.Diagnostics;
using static VerifyXunit.Verifier;

namespace StableDino.Snapshots;

public class DiagnosticTests
{
    public static TheoryData<string> Ids { get; } = new(Descriptors.ById.Keys.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Ids))]
    public void Points_at_the_smallest_text_to_change(string id)
    {
        var example = DiagnosticCases.All.Single(c => c.Id == id);
        var run = Run(example);
        Assert.Null(run.Exception);
        Assert.Contains(run.Diagnostics, d => d.Id == id);
        Assert.Equal(example.At, GeneratorRun.TextAt(run.Diagnostics.First(d => d.Id == id)));
        Assert.All(run.Diagnostics, d => Assert.Equal(id, d.Id));
    }

    [Theory, MemberData(nameof(Ids))]
    public void Has_a_release_row_a_page_and_a_case(string id)
    {
        var descriptor = Descriptors.ById[id];
        var row =
            $"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | "
            + $"{descriptor.Title.ToString(CultureInfo.InvariantCulture)}";
        Assert.Contains(
            row, File.ReadAllLines(Repository.Path("src", "StableDino.Generators", "AnalyzerReleases.Unshipped.md"))
                .Concat(
                    File.ReadAllLines(Repository.Path("src", "StableDino.Generators", "AnalyzerReleases.Shipped.md"))));

        var page = File.ReadAllText(Repository.Path("docs", "diagnostics", $"{id}.md"));
        Assert.StartsWith($"# {id}: {descriptor.Title.ToString(CultureInfo.InvariantCulture)}\n", page,
            StringComparison.Ordinal);
        Assert.All(new[] { "## What you see", "## Why", "## How to fix", "## Before and after" },
            heading => Assert.Contains(heading, page, StringComparison.Ordinal));
        Assert.Contains(DiagnosticCases.All, c => c.Id == id);
        Assert.EndsWith($"{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_belongs_to_a_message() =>
        Assert.Equal(
            Descriptors.ById.Keys.Order(StringComparer.Ordinal),
            Directory.GetFiles(Repository.Path("docs", "diagnostics"), "SDINO*.md")
                .Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Fact]
    public Task Every_message_reads_like_this()
    {
        var text = new StringBuilder();
        foreach (var example in DiagnosticCases.All)
        {
            foreach (var diagnostic in Run(example).Diagnostics)
                text.Append(CultureInfo.InvariantCulture,
                    $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id} at "
                    + $"'{GeneratorRun.TextAt(diagnostic)}'\n  "
                    + $"{diagnostic.GetMessage(CultureInfo.InvariantCulture)}\n");
        }
        return Verify(text.ToString());
    }

    [Fact]
    public void A_sound_detector_has_none() => Assert.Empty(GeneratorRun.Of(Sources.Small).Diagnostics);

    [Fact]
    public void A_pragma_silences_a_warning()
    {
        var loud = GeneratorRun.Of(Sources.Variant("EvaluationPadding = PaddingPolicy.Attended"));
        var quiet = GeneratorRun.Of(
            "#pragma warning disable SDINO028\n" + Sources.Variant("EvaluationPadding = PaddingPolicy.Attended"));
        Assert.Equal(["SDINO028"], loud.Diagnostics.Select(d => d.Id));
        Assert.Empty(quiet.Diagnostics.Where(d => !d.IsSuppressed));
    }

    private static GeneratorRun Run(DiagnosticCase example) => example.Library.Length == 0
        ? GeneratorRun.Of(example.Source)
        : GeneratorRun.Over([.. GeneratorRun.References, Compiled(example.Library)], "Demo", example.Source);

    private static MetadataReference Compiled(string source) =>
        CSharpCompilation.Create("Library", [CSharpSyntaxTree.ParseText(source)], GeneratorRun.References,
            new(OutputKind.DynamicallyLinkedLibrary))
            .ToMetadataReference();
}
