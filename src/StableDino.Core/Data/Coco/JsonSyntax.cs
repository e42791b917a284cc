using System.Text.Json;

namespace StableDino.Data;

/// <summary>What is wrong with text that is not JSON, in words.</summary>
internal static class JsonSyntax
{
    public static (DataFaultKind Kind, string Message, string Hint) Explain(
        JsonException problem, ReadOnlySpan<byte> rest)
    {
        const string there = "Fix the text there; nothing after it was read.";
        if (BareNumber(rest) is { Length: > 0 } word)
            return (DataFaultKind.JsonInvalid, $"{word} is not a JSON number.",
                "Write a finite number, or remove the entry.");
        if (rest.StartsWith<byte>([0xFF, 0xFE]) || rest.StartsWith<byte>([0xFE, 0xFF]))
            return (DataFaultKind.NotUtf8, "The file is UTF-16, not UTF-8.",
                "Convert the file to UTF-8, for example with iconv -f utf-16 -t utf-8.");
        if (rest.IndexOfAnyExcept(" \t\r\n"u8) < 0
            || problem.Message.Contains("reached end of data", StringComparison.Ordinal))
            return (DataFaultKind.JsonCutShort, "The file ends in the middle of its content.",
                "It was cut short: write it again, or fetch it again.");
        return problem.Message.Contains("depth", StringComparison.Ordinal)
            ? (DataFaultKind.JsonTooDeep, "Values lie within values more than 64 deep.",
                "A data set needs five; is this the file you mean?")
            : (DataFaultKind.JsonInvalid,
                $"The file is not JSON: {problem.Message.Split(" Path:")[0].Split(" LineNumber:")[0]}", there);
    }

    public static string Place(JsonException problem, string list, CocoLists lists)
    {
        var place = $"line {problem.LineNumber + 1 ?? 1}, column {problem.BytePositionInLine + 1 ?? 1}";
        var index = list switch { "images" => lists.Images.Met, "annotations" => lists.Annotations.Met,
            "categories" => lists.Categories.Met, _ => -1 };
        return index < 0 ? place : $"{list}[{index}], {place}";
    }

    /// <summary>NaN or infinity where a value should be; nothing otherwise.</summary>
    public static string BareNumber(ReadOnlySpan<byte> rest)
    {
        var word = rest.TrimStart(" \t\r\n,:[-"u8);
        return word.StartsWith("NaN"u8) ? "NaN" : word.StartsWith("Infinity"u8) ? "Infinity" : word.StartsWith("nan"u8)
            ? "nan"
            : "";
    }
}
