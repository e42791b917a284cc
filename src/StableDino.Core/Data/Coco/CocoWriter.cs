using System.Collections.Immutable;
using System.Text.Json;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Writes annotations as <c>instances_*.json</c>; numbers in full precision.</summary>
public static class CocoWriter
{
    internal static readonly ImmutableArray<string> ImageKeys = ["id", "file_name", "width", "height"];

    internal static readonly ImmutableArray<string> CategoryKeys = ["id", "name"];

    internal static readonly ImmutableArray<string> AnnotationKeys = ["id", "image_id", "category_id", "bbox", "area",
        "iscrowd", "segmentation"];

    /// <summary>Writes all; boxes, areas and masks must be finite.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="content">What.</param>
    public static void Write(Stream stream, CocoAnnotations content) =>
        Write(stream, content, ImmutableDictionary<long, VocFlags>.Empty);

    /// <summary>
    /// As <see cref="Write(Stream, CocoAnnotations)"/>, with keys that COCO does not have for what Pascal VOC says.
    /// </summary>
    internal static void Write(Stream stream, CocoAnnotations content, ImmutableDictionary<long, VocFlags> flags)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        List("images", content.Images, Members);
        List("categories", content.Categories, Members);
        List("annotations", content.Annotations, Flagged);
        json.WriteEndObject();

        void Flagged(Utf8JsonWriter json, CocoAnnotation annotation)
        {
            Members(json, annotation);
            if (!flags.TryGetValue(annotation.Id, out var said)) return;
            json.WriteNumber("difficult", said.Difficult ? 1 : 0);
            json.WriteNumber("truncated", said.Truncated ? 1 : 0);
        }

        void List<T>(string name, ImmutableArray<T> entries, Action<Utf8JsonWriter, T> members)
        {
            json.WriteStartArray(name);
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                members(json, entry);
                json.WriteEndObject();
                if (json.BytesPending > 1 << 20) json.Flush();
            }
            json.WriteEndArray();
        }
    }

    internal static void Members(Utf8JsonWriter json, CocoImage image)
    {
        json.WriteNumber("id", image.Id);
        json.WriteString("file_name", image.FileName);
        json.WriteNumber("width", image.Width);
        json.WriteNumber("height", image.Height);
    }

    internal static void Members(Utf8JsonWriter json, CocoCategory category)
    {
        json.WriteNumber("id", category.Id);
        json.WriteString("name", category.Name);
    }

    internal static void Members(Utf8JsonWriter json, CocoAnnotation annotation)
    {
        json.WriteNumber("id", annotation.Id);
        json.WriteNumber("image_id", annotation.ImageId);
        json.WriteNumber("category_id", annotation.CategoryId);
        Numbers(json, "bbox", [annotation.X, annotation.Y, annotation.Width, annotation.Height]);
        json.WriteNumber("area", annotation.Area);
        json.WriteNumber("iscrowd", annotation.IsCrowd ? 1 : 0);
        annotation.Segmentation.IfSome(mask => Mask(json, mask));
    }

    private static void Mask(Utf8JsonWriter json, Segmentation mask)
    {
        json.WritePropertyName("segmentation");
        switch (mask)
        {
            case Segmentation.Polygons(var rings):
                json.WriteStartArray();
                foreach (var ring in rings)
                {
                    json.WriteStartArray();
                    foreach (var number in ring) json.WriteNumberValue(number);
                    json.WriteEndArray();
                }
                json.WriteEndArray();
                break;
            case Segmentation.RunLengths(var height, var width, var counts):
                json.WriteStartObject();
                Numbers(json, "size", [height, width]);
                json.WriteStartArray("counts");
                foreach (var run in counts) json.WriteNumberValue(run);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case Segmentation.CompressedRunLengths(var height, var width, var text):
                json.WriteStartObject();
                Numbers(json, "size", [height, width]);
                json.WriteString("counts", text);
                json.WriteEndObject();
                break;
        }
    }

    private static void Numbers(Utf8JsonWriter json, string name, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
