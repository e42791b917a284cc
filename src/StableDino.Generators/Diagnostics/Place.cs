using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace StableDino.Generators.Diagnostics;

/// <summary>A place in a file as plain numbers, safe to cache.</summary>
internal sealed record Place(string File, int Start, int Length, int FirstLine, int FirstColumn, int LastLine, int LastColumn)
{
    /// <summary>The place of what was written in no file here.</summary>
    public static Place Nowhere { get; } = new("", 0, 0, 0, 0, 0, 0);

    /// <summary>The place of a source location.</summary>
    public static Place Of(Location location)
    {
        var lines = location.GetLineSpan();
        return new(
            lines.Path, location.SourceSpan.Start, location.SourceSpan.Length,
            lines.StartLinePosition.Line, lines.StartLinePosition.Character, lines.EndLinePosition.Line, lines.EndLinePosition.Character);
    }

    /// <summary>Whether this place contains the other.</summary>
    public bool Contains(Place other) => File == other.File && Start <= other.Start && other.Start + other.Length <= Start + Length;

    /// <summary>Back to a location; inside the compilation's own tree where it has one, so that a pragma can silence it.</summary>
    public Location ToLocation(Compilation compilation)
    {
        var span = new TextSpan(Start, Length);
        var tree = compilation.SyntaxTrees.FirstOrDefault(t => t.FilePath == File && t.Length >= span.End);
        return tree is not null ? Location.Create(tree, span)
            : File.Length == 0 ? Location.None
            : Location.Create(File, span, new LinePositionSpan(new(FirstLine, FirstColumn), new(LastLine, LastColumn)));
    }
}
