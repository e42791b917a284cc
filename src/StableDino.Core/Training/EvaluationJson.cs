using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StableDino.Evaluation;

namespace StableDino.Training;

/// <summary>An evaluation as JSON nodes: the members that <see cref="EvaluationReport"/> writes.</summary>
public static class EvaluationJson
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>metrics</c> and <c>per_class</c>, not attached to any object.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Members(EvaluationResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            EvaluationReport.WriteMembers(json, result);
            json.WriteEndObject();
        }

        var node = JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
        foreach (var (name, value) in node.ToArray())
        {
            node.Remove(name);
            yield return KeyValuePair.Create(name, value);
        }
    }

    /// <summary>A document of its own: step, metrics, per_class.</summary>
    public static string Document(EvaluationResult result, long step)
    {
        var document = new JsonObject { ["step"] = step };
        foreach (var (name, value) in Members(result)) document[name] = value;
        return document.ToJsonString(Layout);
    }
}
