using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using StableDino.Foundation;
using static LanguageExt.Prelude;

namespace StableDino.Runs;

/// <summary>A recipe as a flat JSON object: every property under the path that <c>--set</c> takes.</summary>
public static class RecipeJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>All properties that the recipe has, in table order.</summary>
    public static string Write(TrainingRecipe recipe) => new JsonObject(
        RecipeTable.Properties.SelectMany(property =>
            property.Read(recipe).Map(text => KeyValuePair.Create(property.Path, Node(text)))))
        .ToJsonString(Indented);

    /// <summary>
    /// The recipe that <paramref name="json"/> describes; properties it leaves out are those of
    /// <paramref name="start"/>. All faults at once.
    /// </summary>
    public static Validation<Fault, TrainingRecipe> Read(string json, TrainingRecipe start)
    {
        JsonObject values;
        try
        {
            values = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("not an object");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return Fail<Fault, TrainingRecipe>(
                new Fault($"The recipe is not a JSON object: {e.Message}", Hint: "Write it again with `train`."));
        }

        var faults = new List<Fault>();
        var recipe = start;
        foreach (var (path, value) in InTableOrder(values))
            recipe = RecipeTable.Set(recipe, path, value?.ToString() ?? "null")
                .Match(changed => changed, fault => { faults.Add(fault); return recipe; });
        return faults.Count == 0
            ? Success<Fault, TrainingRecipe>(recipe)
            : Fail<Fault, TrainingRecipe>(toSeq(faults));
    }

    private static JsonNode? Node(string text) =>
        char.IsAsciiDigit(text[0]) && double.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? JsonNode.Parse(text)
            : JsonValue.Create(text);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> InTableOrder(JsonObject values)
    {
        var order = RecipeTable.Properties.Select((property, index) => (property.Path, index))
            .ToImmutableDictionary(p => p.Path, p => p.index, StringComparer.OrdinalIgnoreCase);
        return values.OrderBy(pair => order.GetValueOrDefault(pair.Key, int.MaxValue));
    }
}
