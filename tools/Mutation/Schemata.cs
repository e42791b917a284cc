using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StableDino.Mutation;

/// <summary>All mutants of some files in one set of sources that compiles.</summary>
/// <param name="Texts">Mutated text by path relative to the library.</param>
/// <param name="Mutants">Those that compile.</param>
/// <param name="Ids">Largest id.</param>
internal sealed record Schemata(IReadOnlyDictionary<string, string> Texts, IReadOnlyList<Mutant> Mutants, int Ids)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    /// <summary>
    /// Builds mutants in, compiles in memory, and drops those at which the compiler objects, until it objects to none.
    /// </summary>
    public static Schemata Of(
        string core, IReadOnlyList<string> files,
        Func<string, ExpressionSyntax, IEnumerable<(string Text, string Property)>> wanted, bool statements,
        IEnumerable<string> references)
    {
        var sources = Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories)
            .Where(path =>
                !path.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetRelativePath(core, path),
                path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Options, path));
        var others = sources.Where(pair => !files.Contains(pair.Key)).Select(pair => pair.Value)
            .Append(CSharpSyntaxTree.ParseText(Usings, Options))
            .Append(CSharpSyntaxTree.ParseText(ScratchCopy.Switch(1 << 16), Options)).ToList();
        var metadata = references.Select(path => MetadataReference.CreateFromFile(path)).ToList();
        var dropped = new HashSet<int>();
        while (true)
        {
            var (texts, mutants, trees, next) =
                (new Dictionary<string, string>(), new List<Mutant>(), new List<SyntaxTree>(), 1);
            foreach (var file in files)
            {
                var rewriter = new MutatedSource(node => wanted(file, node), statements);
                (var root, var own, next) = rewriter.Rewrite(file, sources[file].GetRoot(), next, dropped);
                texts[file] = root.ToFullString();
                mutants.AddRange(own);
                trees.Add(sources[file].WithRootAndOptions(root, Options));
            }

            var compilation = CSharpCompilation.Create("StableDino.Core", [.. others, .. trees], metadata,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true,
                    nullableContextOptions: NullableContextOptions.Enable));
            var objected = compilation.GetDiagnostics()
                .Where(found =>
                    found.Severity == DiagnosticSeverity.Error && trees.Contains(found.Location.SourceTree!))
                .SelectMany(found => At(found.Location)).ToHashSet();
            if (objected.Count == 0) return new(texts, mutants, next);
            if (objected.IsSubsetOf(dropped))
                throw new InvalidOperationException("The library does not compile: "
                    + compilation.GetDiagnostics()
                        .First(found =>
                            found.Severity == DiagnosticSeverity.Error && trees.Contains(found.Location.SourceTree!)));
            dropped.UnionWith(objected);
        }
    }

    // The innermost mutant around the place the compiler names, or those inside it, or those of its member (a variable
    // set in a forgotten statement).
    private static IEnumerable<int> At(Location place)
    {
        var node = place.SourceTree!.GetRoot().FindNode(place.SourceSpan, getInnermostNodeForTie: true);
        var (around, inside) =
            (Marked(node.AncestorsAndSelf()).Take(1).ToList(), Marked(node.DescendantNodes()).ToList());
        return around.Count > 0 ? around : inside.Count > 0
            ? inside
            : Marked(node.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes() ?? []);
    }

    private static IEnumerable<int> Marked(IEnumerable<SyntaxNode> nodes) =>
        nodes.SelectMany(node => node.GetAnnotations(MutatedSource.Annotation))
            .Select(annotation => int.Parse(annotation.Data!, System.Globalization.CultureInfo.InvariantCulture));

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;
}
