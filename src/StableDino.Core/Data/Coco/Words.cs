using System.Text.Json;

namespace StableDino.Data;

/// <summary>Words for what a JSON file holds, and for near misses among names.</summary>
internal static class Words
{
    /// <summary>"a number", "null", … for messages.</summary>
    public static string Of(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };
}
