using System.Text;

namespace StableDino.Generators.Emission;

/// <summary>Lines of C# with their indentation; always <c>\n</c>.</summary>
internal sealed class SourceWriter
{
    /// <summary>Columns of a line, if it can be broken.</summary>
    public const int Width = 120;

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

    public SourceWriter Summary(string summary) => Doc("summary", summary);

    /// <summary>A doc comment: on one line if it fits, else every part on lines of its own.</summary>
    public SourceWriter Doc(string tag, params string[] parts)
    {
        var (escaped, end) = (parts.Select(Escape).ToList(), tag.Split(' ')[0]);
        var line = $"/// <{tag}>{string.Join(" ", escaped)}</{end}>";
        return Fits(line) ? Line(line)
            : Line($"/// <{tag}>").Lines(escaped.SelectMany(Wrapped).Select(l => $"/// {l}")).Line($"/// </{end}>");
    }

    /// <summary>A row of a list in a doc comment.</summary>
    public SourceWriter Row(string term, string description)
    {
        var (head, line) = ($"/// <item><term>{term}</term>",
            $"<description>{Escape(description)}</description></item>");
        return Fits(head + line) ? Line(head + line) : Line(head).Doc("description", description).Line("/// </item>");
    }

    /// <summary>A call, with an argument a line where it is too long for one.</summary>
    public SourceWriter Call(string head, IEnumerable<string> arguments, string end)
    {
        var (all, indent) = (arguments.ToList(), new string(' ', 4 + head.Length - head.TrimStart().Length));
        var line = $"{head}({string.Join(", ", all)}){end}";
        return Fits(line) ? Line(line)
            : Line($"{head}(").Lines(all.Select((a, i) => $"{indent}{a}{(i < all.Count - 1 ? "," : $"){end}")}"));
    }

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

    private bool Fits(string line) => Indent + line.Length <= Width;

    // Lines of words, each with the three slashes and a space before it.
    private IEnumerable<string> Wrapped(string text)
    {
        var (line, most) = (new StringBuilder(), Width - Indent - "/// ".Length);
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > most)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        yield return line.ToString();
    }

    /// <summary>Text for a doc comment.</summary>
    private static string Escape(string words) => words.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    public override string ToString() => text.ToString();
}
