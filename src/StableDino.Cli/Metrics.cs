using System.Text.Json.Nodes;
using StableDino.Evaluation;
using StableDino.Runs;

namespace StableDino.Cli;

/// <summary>An evaluation as a part of an answer.</summary>
internal static class Metrics
{
    public static JsonObject Document(EvaluationResult result)
    {
        var document = new JsonObject();
        foreach (var (name, value) in EvaluationJson.Members(result)) document[name] = value;
        return document;
    }
}
