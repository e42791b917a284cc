using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StableDino.Generators.Evaluation;

/// <summary>
/// Values as C# expressions on one line, and back: <c>new StableDino.Configuration.NeckConfig(Levels: 4, Width: 256, Groups: 32)</c>.
/// This is the form in which a compiled assembly carries its configurations.
/// </summary>
internal static class CanonicalText
{
    /// <summary>The value as text; type names lose <paramref name="strippedNamespace"/>.</summary>
    public static string Print(ConfigValue value, string strippedNamespace = "") => value switch
    {
        ConfigValue.Record record =>
            $"new {Type(record.Type, strippedNamespace)}({string.Join(", ", record.Members.Select(m => $"{m.Name}: {Print(m.Value, strippedNamespace)}"))})",
        ConfigValue.EnumMember member => $"{Type(member.Type, strippedNamespace)}.{member.Member}",
        ConfigValue.Constant { Value: var constant } => Literal(constant),
        _ => throw new InvalidOperationException("closed"),
    };

    /// <summary>The value of a text, or null where it is not one.</summary>
    public static ConfigValue? Parse(string text)
    {
        var at = 0;
        var value = new Reader(text).Value(ref at);
        return value is not null && at == text.Length ? value : null;
    }

    /// <summary>A C# literal.</summary>
    public static string Literal(object constant) => constant switch
    {
        bool b => b ? "true" : "false",
        int i => i.ToString(CultureInfo.InvariantCulture),
        long l => l.ToString(CultureInfo.InvariantCulture) + "L",
        float f => Real(f, "float", f.ToString("R", CultureInfo.InvariantCulture) + "f"),
        double d => Real(d, "double", d.ToString("R", CultureInfo.InvariantCulture) + "d"),
        string s => Quote(s),
        _ => throw new InvalidOperationException("closed"),
    };

    /// <summary>A C# string literal.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' or > '~' => "\\u" + ((int)c).ToString("X4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    private static string Real(double value, string type, string digits) =>
        double.IsNaN(value) ? type + ".NaN" : double.IsPositiveInfinity(value) ? type + ".PositiveInfinity"
        : double.IsNegativeInfinity(value) ? type + ".NegativeInfinity" : digits;

    private static string Type(string name, string stripped) =>
        stripped.Length > 0 && name.StartsWith(stripped + ".", StringComparison.Ordinal) ? name.Substring(stripped.Length + 1) : name;

    private readonly struct Reader(string text)
    {
        public ConfigValue? Value(ref int at)
        {
            if (at >= text.Length)
                return null;
            if (text[at] == '"')
                return Quoted(ref at);
            if (char.IsDigit(text[at]) || text[at] == '-')
                return Number(ref at);
            if (Take("new ", ref at))
                return Record(ref at);
            return Named(Word(ref at));
        }

        private static ConfigValue? Named(string word) => word switch
        {
            "true" => new ConfigValue.Constant(true),
            "false" => new ConfigValue.Constant(false),
            "float.NaN" => new ConfigValue.Constant(float.NaN),
            "float.PositiveInfinity" => new ConfigValue.Constant(float.PositiveInfinity),
            "float.NegativeInfinity" => new ConfigValue.Constant(float.NegativeInfinity),
            _ when word.LastIndexOf('.') is > 0 and var dot && dot < word.Length - 1 =>
                new ConfigValue.EnumMember(word.Substring(0, dot), word.Substring(dot + 1)),
            _ => null,
        };

        private ConfigValue? Record(ref int at)
        {
            var type = Word(ref at);
            if (type.Length == 0 || !Take("(", ref at))
                return null;
            var members = ImmutableArray.CreateBuilder<ConfigValue.Part>();
            while (!Take(")", ref at))
            {
                if (members.Count > 0 && !Take(", ", ref at))
                    return null;
                var name = Word(ref at);
                if (name.Length == 0 || !Take(": ", ref at) || Value(ref at) is not { } value)
                    return null;
                members.Add(new(name, value));
            }
            return new ConfigValue.Record(type, members.ToEquatable());
        }

        private ConfigValue? Number(ref int at)
        {
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.' or '-' or '+'))
                at++;
            var (digits, suffix) = (text.Substring(start, at - start - 1), text[at - 1]);
            return suffix switch
            {
                'f' when float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var f) => new ConfigValue.Constant(f),
                'd' when double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) => new ConfigValue.Constant(d),
                'L' when long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) => new ConfigValue.Constant(l),
                _ when int.TryParse(digits + suffix, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) => new ConfigValue.Constant(i),
                _ => null,
            };
        }

        private ConfigValue? Quoted(ref int at)
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
                else if (at + 4 < text.Length && ushort.TryParse(text.Substring(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
                    (_, at) = (content.Append((char)code), at + 4);
                else
                    return null;
            }
            return Take("\"", ref at) ? new ConfigValue.Constant(content.ToString()) : null;
        }

        private string Word(ref int at)
        {
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.' or '_'))
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
}
