using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StableDino.Data;
using StableDino.Pipeline;

namespace StableDino.Runs;

/// <summary><c>run.json</c>: what was trained, on what.</summary>
public static class RunDescription
{
    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Model, its exact configuration, categories in class-index order, splits and steps.</summary>
    public static string Write(DetectorDefinition model, CocoDataset train, CocoDataset validation, long steps) =>
        new JsonObject
        {
            ["model"] = model.Name,
            ["configuration"] = model.Config.ToString(),
            ["parameters"] = model.ParameterCount(train.Classes.Count),
            ["classes"] =
                new JsonArray(
                    [.. train.Classes.Categories.Select(category =>
                        new JsonObject { ["id"] = category.Id, ["name"] = category.Name })]),
            ["train"] = Split(train),
            ["validation"] = Split(validation),
            ["steps"] = steps,
        }.ToJsonString(Layout);

    private static JsonObject Split(CocoDataset data) => new()
    {
        ["annotations"] = Path.GetFullPath(data.AnnotationFile),
        ["images"] = data.Images.Length,
        ["objects"] = data.Targets.Sum(image => image.Length),
    };
}
