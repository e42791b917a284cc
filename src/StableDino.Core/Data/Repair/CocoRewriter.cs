using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;

namespace StableDino.Data;

/// <summary>
/// Writes a repaired copy of an annotation file: what is not repaired goes over as it stands there, keys that are not
/// COCO's included.
/// </summary>
internal static class CocoRewriter
{
    public static void Write(SplitReport split, RepairedSplit repaired, Stream output)
    {
        using var file = CocoJson.Open(split.Paths.Annotations);
        var tokens = new JsonTokens(split.Contents.HasBareNumbers ? new BareNumbers(file) : file);
        using var json = new Utf8JsonWriter(output);
        tokens.Read();
        json.WriteStartObject();
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            var name = tokens.Name;
            json.WritePropertyName(name);
            tokens.Read();
            if (name == "images")
                List(ref tokens, json, split.Contents.ImageOrdinals, split.Sound.Images, repaired.Images,
                    CocoWriter.ImageKeys, CocoWriter.Members, []);
            else if (name == "categories")
                List(ref tokens, json, split.Contents.CategoryOrdinals, split.Sound.Categories, repaired.Categories,
                    CocoWriter.CategoryKeys, CocoWriter.Members, repaired.AddedCategories);
            else if (name == "annotations")
                List(ref tokens, json, split.Contents.AnnotationOrdinals, split.Sound.Annotations, repaired.Annotations,
                    CocoWriter.AnnotationKeys, CocoWriter.Members, []);
            else
                tokens.CopyTo(json);
        }
        json.WriteEndObject();
    }

    /// <summary>
    /// Copies a list: unchanged entries as they are, changed ones with some keys written again, and the others not at
    /// all.
    /// </summary>
    private static void List<T>(
        ref JsonTokens tokens, Utf8JsonWriter json, ImmutableArray<int> ordinals, ImmutableArray<T> sound,
        ImmutableArray<Option<T>> repaired,
        ImmutableArray<string> keys, Action<Utf8JsonWriter, T> write, ImmutableArray<T> added) where T : class
    {
        json.WriteStartArray();
        for (var (ordinal, next) = (0, 0); tokens.Read() && tokens.Type != JsonTokenType.EndArray; ordinal++)
        {
            var entry = next < ordinals.Length && ordinals[next] == ordinal ? next++ : -1;
            if (entry < 0 || repaired[entry].Case is not T kept) tokens.Skip();
            else if (ReferenceEquals(kept, sound[entry])) tokens.CopyTo(json);
            else Changed(ref tokens, json, keys, kept, write);
        }
        foreach (var entry in added)
        {
            json.WriteStartObject();
            write(json, entry);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Changed<T>(ref JsonTokens tokens, Utf8JsonWriter json, ImmutableArray<string> keys, T entry,
        Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject();
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            var name = tokens.Name;
            tokens.Read();
            if (keys.Contains(name))
            {
                tokens.Skip();
                continue;
            }
            json.WritePropertyName(name);
            tokens.CopyTo(json);
        }
        write(json, entry);
        json.WriteEndObject();
    }
}
