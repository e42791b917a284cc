using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace StableDino.Properties.Data.Checking;

/// <summary>
/// One split of a <see cref="SeededSet"/>: entries, files, and what is done to the text and to the bytes in the end.
/// </summary>
public sealed class SeededSplit
{
    public string Folder { get; set; } = "";

    public JsonArray Images { get; } = [];

    public JsonArray Categories { get; } = [];

    public JsonArray Annotations { get; } = [];

    public Dictionary<string, byte[]> Files { get; } = [];

    public Func<string, string> Reword { get; set; } = text => text;

    public Func<byte[], byte[]> Rewrite { get; set; } = bytes => bytes;

    /// <summary>Done to the annotation file and the image folder once they are written.</summary>
    public Action<string, string> AfterWriting { get; set; } = (_, _) => { };

    /// <summary>The annotation file, an entry a line.</summary>
    public string Text => $$"""
        {"info": {"description": "seeded"}, "images": [
        {{Lines(Images)}}], "annotations": [
        {{Lines(Annotations)}}], "categories": [
        {{Lines(Categories)}}]}
        """;

    /// <summary>Infinity is written as a number too large for a double, which is JSON.</summary>
    private static string Lines(JsonArray entries) =>
        string.Join(",\n",
            entries.Select(entry =>
                entry!.ToJsonString(Named).Replace("\"Infinity\"", "1e999", StringComparison.Ordinal)));

    private static readonly JsonSerializerOptions Named =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
