using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using StableDino.Evaluation;

namespace StableDino.Training;

/// <summary>An evaluation as JSON nodes: the members that <see cref="EvaluationReport"/> writes.</summary>
public static class EvaluationJson
{
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
}
