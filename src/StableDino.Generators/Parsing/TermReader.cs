using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StableDino.Generators.Parsing;

/// <summary>Reads canonical text. Whatever it is given it answers, with null for what is not a term.</summary>
internal readonly struct TermReader
{
    private const int MostDeep = 200;
    private readonly string text;

    private TermReader(string text) => this.text = text;

    /// <summary>The term that is the whole text, or null.</summary>
    public static Term? Read(string text)
    {
        var at = 0;
        var term = new TermReader(text).Any(ref at, 0);
        return at == text.Length ? term : null;
    }

    private Term? Any(ref int at, int depth)
    {
        if (at >= text.Length || depth > MostDeep)
            return null;
        if (text[at] == '"')
            return Quoted(ref at);
        if (char.IsDigit(text[at]) || text[at] == '-')
            return Number(ref at);
        if (Take("[", ref at))
            return Arguments("[", "]", ref at, depth);
        var made = Take("new ", ref at);
        var word = Word(ref at);
        if (word.Length == 0)
            return null;
        if (Take("(", ref at))
            return Arguments(made ? "new " + word : word, ")", ref at, depth);
        return made ? null : new Term.Word(word);
    }

    private Term? Arguments(string head, string end, ref int at, int depth)
    {
        var arguments = ImmutableArray.CreateBuilder<(string, Term)>();
        while (!Take(end, ref at))
        {
            if (arguments.Count > 0 && !Take(", ", ref at))
                return null;
            var label = Label(ref at);
            if (Any(ref at, depth + 1) is not { } term)
                return null;
            arguments.Add((label, term));
        }
        return new Term.Node(head, arguments.ToImmutable());
    }

    private string Label(ref int at)
    {
        var start = at;
        var word = Word(ref at);
        if (word.Length > 0 && Take(": ", ref at))
            return word;
        at = start;
        return "";
    }

    private Term? Number(ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.' or '-' or '+'))
            at++;
        var (digits, suffix) = (text.Substring(start, at - start - 1), text[at - 1]);
        return suffix switch
        {
            'f' when float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var f) =>
                new Term.Literal(f),
            'd' when double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) =>
                new Term.Literal(d),
            'L' when long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) =>
                new Term.Literal(l),
            _ when int.TryParse(digits + suffix, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out var i) => new Term.Literal(i),
            _ => null,
        };
    }

    private Term? Quoted(ref int at)
    {
        var content = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] != '\\')
                content.Append(text[at]);
            else if (++at >= text.Length)
                return null;
            else if (text[at] != 'u')
                content.Append(text[at]);
            else if (at + 4 < text.Length
                && ushort.TryParse(
                    text.Substring(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
                (_, at) = (content.Append((char)code), at + 4);
            else
                return null;
        }
        return Take("\"", ref at) ? new Term.Literal(content.ToString()) : null;
    }

    private string Word(ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.' or '_' or '@'))
            at++;
        return text.Substring(start, at - start);
    }

    private bool Take(string expected, ref int at)
    {
        if (string.CompareOrdinal(text, at, expected, 0, expected.Length) != 0)
            return false;
        at += expected.Length;
        return true;
    }
}
