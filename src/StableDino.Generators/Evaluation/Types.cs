using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>Types of values.</summary>
internal static class Types
{
    /// <summary>Whether a value is of a type, by its C# name.</summary>
    public static bool Is(Traced value, string type, Frame frame) => value switch
    {
        Traced.Record record => record.Type == type || type == "object" || frame.Run.Library.Derives(record.Type, type),
        Traced.Scalar { Value: ConfigValue.EnumMember member } => member.Type == type || type == "object",
        Traced.Scalar { Value: ConfigValue.Constant { Value: var constant } } =>
            Keyword(constant) == type || type == "object",
        _ => true,
    };

    /// <summary>The last words of a type's name: <c>BackboneConfig.ResNet</c>.</summary>
    public static string Short(string type)
    {
        var words = type.Split('.');
        var first = Math.Max(0, words.Length - 2);
        return string.Join(".",
            words.Skip(words.Length > 1 && char.IsUpper(words[first][0])
                && words[first].EndsWith("Config", StringComparison.Ordinal) ? first : words.Length - 1));
    }

    /// <summary>A value in a few words, for messages.</summary>
    public static string Words(Traced value) => value switch
    {
        Traced.Record record => $"a {Short(record.Type)}",
        Traced.List list => $"a list of {list.Items.Length}",
        Traced.Scalar { Value: ConfigValue.EnumMember member } => $"{Short(member.Type)}.{member.Member}",
        Traced.Scalar scalar => CanonicalText.Print(scalar.Value),
        _ => "a function",
    };

    /// <summary>C#'s word for a constant's type.</summary>
    public static string Keyword(object constant) => constant switch
    {
        bool => "bool",
        int => "int",
        long => "long",
        float => "float",
        double => "double",
        _ => "string",
    };
}
