using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StableDino.Generators.Model;

/// <summary>
/// Values as C# expressions on one line: <c>new StableDino.Configuration.NeckConfig(Levels: 4, Width: 256, Groups:
/// 32)</c>.
/// This is the form in which a compiled assembly carries its configurations.
/// </summary>
internal static class CanonicalText
{
    /// <summary>The value as text; type names lose <paramref name="strippedNamespace"/>.</summary>
    public static string Print(ConfigValue value, string strippedNamespace = "") =>
        Append(new StringBuilder(), value, strippedNamespace).ToString();

    private static StringBuilder Append(StringBuilder text, ConfigValue value, string stripped)
    {
        switch (value)
        {
            case ConfigValue.Record record:
                text.Append("new ").Append(Type(record.Type, stripped)).Append('(');
                for (var i = 0; i < record.Members.Length; i++)
                    Append(text.Append(i > 0 ? ", " : "").Append(record.Members[i].Name).Append(": "),
                        record.Members[i].Value, stripped);
                return text.Append(')');
            case ConfigValue.List list:
                text.Append('[');
                for (var i = 0; i < list.Items.Length; i++)
                    Append(text.Append(i > 0 ? ", " : ""), list.Items[i], stripped);
                return text.Append(']');
            case ConfigValue.EnumMember member:
                return text.Append(Type(member.Type, stripped)).Append('.').Append(member.Member);
            case ConfigValue.Constant { Value: var constant }:
                return text.Append(Literal(constant));
            default:
                throw new InvalidOperationException("closed");
        }
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
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c is < ' ' or > '~')
                quoted.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    private static string Real(double value, string type, string digits) =>
        double.IsNaN(value) ? type + ".NaN" : double.IsPositiveInfinity(value) ? type + ".PositiveInfinity"
        : double.IsNegativeInfinity(value) ? type + ".NegativeInfinity" : digits;

    private static string Type(string name, string stripped) =>
        stripped.Length > 0 && name.StartsWith(stripped + ".", StringComparison.Ordinal)
            ? name.Substring(stripped.Length + 1)
            : name;
}
