using StableDino.Generators.Model;


namespace StableDino.Generators.Emission;

/// <summary>
/// Configuration values as C# a colleague could have typed: on one line while it fits, else one argument a line.
/// </summary>
internal static class PrettyExpression
{
    private const string Namespace = "StableDino.Configuration";

    /// <summary>
    /// The expression, its first line starting at <paramref name="column"/>, further ones indented from
    /// <paramref name="indent"/>.
    /// </summary>
    public static string Of(ConfigValue value, int indent, int column)
    {
        var line = CanonicalText.Print(value, Namespace);
        var inner = indent + 4;
        if (column + line.Length > SourceWriter.Width - 1 && value is ConfigValue.List { Items.Length: > 0 } list)
            return $"[\n{string.Concat(list.Items.Select(i => $"{new string(' ', inner)}{Of(i, inner, inner)},\n"))}{new string(' ', indent)}]";
        if (column + line.Length <= SourceWriter.Width - 1
            || value is not ConfigValue.Record { Members.Length: > 0 } record)
            return line;
        var arguments = record.Members.Select(m =>
            $"{new string(' ', inner)}{m.Name}: {Of(m.Value, inner, inner + m.Name.Length + 2)}");
        return $"new {TypeName(record)}(\n{string.Join(",\n", arguments)})";
    }

    private static string TypeName(ConfigValue.Record record) =>
        CanonicalText.Print(record with { Members = EquatableArray<ConfigValue.Part>.Empty }, Namespace)
            .Replace("new ", "").Replace("()", "");
}
