using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace StableDino.Generators.Model;

/// <summary>A place in a file as plain numbers, safe to cache.</summary>
internal sealed record SourceSpan(string File, int Start, int Length)
{
    /// <summary>The place of what was written in no file here.</summary>
    public static SourceSpan Nowhere { get; } = new("", 0, 0);

    /// <summary>The place of a source location.</summary>
    public static SourceSpan Of(Location location) =>
        new(location.SourceTree?.FilePath ?? "", location.SourceSpan.Start, location.SourceSpan.Length);

    /// <summary>The place of a node.</summary>
    public static SourceSpan Of(SyntaxNode node) => new(node.SyntaxTree.FilePath, node.Span.Start, node.Span.Length);

    /// <summary>Whether this place contains the other.</summary>
    public bool Contains(SourceSpan other) =>
        Start <= other.Start && other.Start + other.Length <= Start + Length && File == other.File;

    /// <summary>Back to a location inside the compilation's own tree, so that a pragma can silence it.</summary>
    public Location ToLocation(Compilation compilation) =>
        compilation.SyntaxTrees.FirstOrDefault(t => t.FilePath == File && t.Length >= Start + Length) is { } tree
            ? Location.Create(tree, new TextSpan(Start, Length)) : Location.None;
}
