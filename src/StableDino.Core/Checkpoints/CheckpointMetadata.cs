using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using StableDino.Data;
using static LanguageExt.Prelude;

namespace StableDino.Checkpoints;

/// <summary>What a checkpoint holds about itself beside its tensors.</summary>
/// <param name="Model">Name of the detector's configuration.</param>
/// <param name="Classes">Categories in class-index order.</param>
/// <param name="Configuration">The configuration as text, for people.</param>
/// <param name="Step">Optimizer steps taken.</param>
/// <param name="Resize">Size of images in the run's evaluation.</param>
public sealed record CheckpointMetadata(
    string Model, ImmutableArray<CocoCategory> Classes, string Configuration, long Step, ResizeConfig Resize)
{
    /// <summary>As a safetensors file's free text fields.</summary>
    public ImmutableDictionary<string, string> ToFields() => ImmutableDictionary<string, string>.Empty
        .Add("format", "stable-dino")
        .Add("model", Model)
        .Add("classes", WriteClasses(Classes))
        .Add("configuration", Configuration)
        .Add("step", Step.ToString(CultureInfo.InvariantCulture))
        .Add("short_side", Resize.ShortSide.ToString(CultureInfo.InvariantCulture))
        .Add("long_side", Resize.LongSide.ToString(CultureInfo.InvariantCulture));

    /// <summary>From a file's free text fields; nothing when it is not one of ours.</summary>
    public static Option<CheckpointMetadata> FromFields(ImmutableDictionary<string, string> fields) =>
        fields.TryGetValue("model", out var model)
        && fields.TryGetValue("classes", out var text) && ReadClasses(text).Case is ImmutableArray<CocoCategory> classes
            ? new CheckpointMetadata(
                model,
                classes,
                fields.GetValueOrDefault("configuration", ""),
                Number(fields, "step", 0),
                new ResizeConfig(
                    Math.Max(1, (int)Number(fields, "short_side", new ResizeConfig().ShortSide)),
                    Math.Max(1, (int)Number(fields, "long_side", new ResizeConfig().LongSide))))
            : None;

    private static long Number(ImmutableDictionary<string, string> fields, string key, long otherwise) =>
        long.TryParse(fields.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var number)
            && number is >= 0 and <= int.MaxValue ? number : otherwise;

    private static string WriteClasses(ImmutableArray<CocoCategory> classes) =>
        new JsonArray(
            [.. classes.Select(c => (JsonNode)new JsonObject { ["id"] = c.Id, ["name"] = c.Name })]).ToJsonString();

    private static Option<ImmutableArray<CocoCategory>> ReadClasses(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.EnumerateArray()
                .Select(c => new CocoCategory(c.GetProperty("id").GetInt64(), c.GetProperty("name").GetString()!))
                .ToImmutableArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException)
        {
            return None;
        }
    }
}
