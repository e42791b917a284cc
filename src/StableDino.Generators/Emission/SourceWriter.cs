using System.Text;

namespace StableDino.Generators.Emission;

/// <summary>Lines of C# with their indentation; always <c>\n</c>.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder text = new();
    private int depth;

    public SourceWriter Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', depth * 4).Append(line);
        text.Append('\n');
        return this;
    }

    public SourceWriter Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Line(line);
        return this;
    }

    public SourceWriter Summary(string summary) => Line($"/// <summary>{Escape(summary)}</summary>");

    public SourceWriter Open(string header = "")
    {
        if (header.Length > 0)
            Line(header);
        Line("{");
        depth++;
        return this;
    }

    public SourceWriter Close(string end = "}")
    {
        depth--;
        return Line(end);
    }

    /// <summary>Columns that the next line starts after.</summary>
    public int Indent => depth * 4;

    /// <summary>Text for a doc comment.</summary>
    public static string Escape(string words) => words.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    public override string ToString() => text.ToString();
}
