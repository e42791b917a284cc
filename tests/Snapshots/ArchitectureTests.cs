using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableDino.Snapshots;

/// <summary>Dependencies among the folders of the config compiler point one way.</summary>
public class ArchitectureTests
{
    private const string Root = "StableDino.Generators";

    // Each may import those before it. Model and Diagnostics hold values and messages that all stages share; the others
    // are stages in
    // the order in which a configuration passes through them.
    private static readonly string[] InOrder =
        ["Model", "Diagnostics", "Language", "Parsing", "Evaluation", "Checking", "Graph", "Emission"];

    public static TheoryData<string> Folders { get; } = new(InOrder);

    [Theory, MemberData(nameof(Folders))]
    public void A_folder_imports_only_what_stands_before_it(string folder)
    {
        var allowed = InOrder.TakeWhile(name => name != folder).ToHashSet();
        var sources = SourcesOf(folder);
        Assert.NotEmpty(sources);
        Assert.Empty(
            from source in sources
            from name in Mentioned(source).Distinct()
            where name != folder && !allowed.Contains(name)
            select $"{Path.GetFileName(source.FilePath)} imports {name}");
    }

    [Theory, MemberData(nameof(Folders))]
    public void A_folder_is_a_namespace(string folder) => Assert.All(
        SourcesOf(folder),
        source => Assert.Equal(
            $"{Root}.{folder}", Assert.Single(Nodes<BaseNamespaceDeclarationSyntax>(source)).Name.ToString()));

    [Fact]
    public void Every_folder_has_a_place_in_the_order() => Assert.Equal(
        InOrder.Order(StringComparer.Ordinal),
        Directory.GetDirectories(Repository.Path("src", Root)).Select(Path.GetFileName)
            .Where(name => name is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal));

    private static SyntaxTree[] SourcesOf(string folder) =>
    [
        .. Directory.GetFiles(Repository.Path("src", Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file)),
    ];

    // Namespaces of the compiler that a file opens, or that it names in front of a type, as in Graph.Shapes.
    private static IEnumerable<string> Mentioned(SyntaxTree source) =>
    [
        .. Nodes<UsingDirectiveSyntax>(source).Select(directive => $"{directive.NamespaceOrType}")
            .Where(name => name.StartsWith($"{Root}.", StringComparison.Ordinal)).Select(name => name.Split('.')[2]),
        .. Nodes<MemberAccessExpressionSyntax>(source).Select(access => access.Expression)
            .OfType<IdentifierNameSyntax>()
            .Concat(Nodes<QualifiedNameSyntax>(source).Select(name => name.Left).OfType<IdentifierNameSyntax>())
            .Select(name => name.Identifier.Text).Where(InOrder.Contains),
    ];

    private static IEnumerable<T> Nodes<T>(SyntaxTree source) where T : SyntaxNode =>
        source.GetRoot().DescendantNodes().OfType<T>();
}
