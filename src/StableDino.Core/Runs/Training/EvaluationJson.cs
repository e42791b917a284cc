using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using StableDino.Evaluation;

namespace StableDino.Runs;

/// <summary>An evaluation as JSON nodes: the members that <see cref="EvaluationReport"/> writes.</summary>
public static class EvaluationJson
{
    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    /// <summary>Adds the members to an object, and an object <c>masks</c> with those of masks.</summary>
    public static void AddTo(JsonObject document, EvaluationResult result, Option<EvaluationResult> masks)
    {
        foreach (var (name, value) in Members(result)) document[name] = value;
        masks.IfSome(of => document["masks"] = new JsonObject(Members(of)));
    }

    /// <summary>
    /// A document of its own: step, metrics and per_class of boxes; where masks were evaluated, theirs under
    /// <c>masks</c>.
    /// </summary>
    public static string Document(EvaluationResult result, long step, Option<EvaluationResult> masks = default)
    {
        var document = new JsonObject { ["step"] = step };
        AddTo(document, result, masks);
        return document.ToJsonString(Layout);
    }
}
