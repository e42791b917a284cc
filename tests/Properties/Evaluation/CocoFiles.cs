using System.Text.Json;
using LanguageExt;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Properties.Evaluation;

/// <summary>A second, plain reader of COCO files, so that the evaluator's tests do not hang on the fast one.</summary>
internal static class CocoFiles
{
    public static CocoAnnotations Target(string path)
    {
        var root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        return new(
            [.. root.GetProperty("images").EnumerateArray().Select(image => new CocoImage(
                image.GetProperty("id").GetInt64(), image.GetProperty("file_name").GetString()!,
                image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()))],
            [.. root.GetProperty("categories").EnumerateArray().Select(category => new CocoCategory(
                category.GetProperty("id").GetInt64(), category.GetProperty("name").GetString()!))],
            [.. root.GetProperty("annotations").EnumerateArray().Select(annotation =>
            {
                var box = annotation.GetProperty("bbox");
                return new CocoAnnotation(
                    annotation.GetProperty("id").GetInt64(), annotation.GetProperty("image_id").GetInt64(),
                    annotation.GetProperty("category_id").GetInt64(), box[0].GetDouble(), box[1].GetDouble(),
                    box[2].GetDouble(),
                    box[3].GetDouble(), annotation.GetProperty("area").GetDouble(),
                    annotation.GetProperty("iscrowd").GetInt32() == 1, Mask(annotation));
            })]);
    }

    public static DetectionFile Detections(string path)
    {
        var records = JsonDocument.Parse(File.ReadAllText(path)).RootElement.EnumerateArray().ToArray();
        var boxed = records.Length == 0 || records[0].TryGetProperty("bbox", out _);
        return new([.. records.Select(record =>
        {
            var mask = Mask(record);
            var (x, y, width, height) = record.TryGetProperty("bbox", out var box)
                ? (box[0].GetDouble(), box[1].GetDouble(), box[2].GetDouble(), box[3].GetDouble())
                : RunLengthMasks.TightBox(
                    mask.Map(m => RunLengthMasks.Of(m, 0, 0)).IfNone(() => throw new InvalidDataException(path)));
            return new Detection(
                record.GetProperty("image_id").GetInt64(), record.GetProperty("category_id").GetInt64(), x, y,
                width, height,
                record.GetProperty("score").GetDouble(), mask);
        })], boxed ? DetectionArea.Box : DetectionArea.Mask);
    }

    private static Option<Segmentation> Mask(JsonElement owner)
    {
        if (!owner.TryGetProperty("segmentation", out var value)) return Option<Segmentation>.None;
        if (value.ValueKind == JsonValueKind.Array)
        {
            return new Segmentation.Polygons(
                [.. value.EnumerateArray().Select(ring => ring.EnumerateArray().Select(x => x.GetDouble())
                    .ToArray()).Select(ring => System.Collections.Immutable.ImmutableArray.Create(ring))]);
        }
        var (height, width, counts) = (value.GetProperty("size")[0].GetInt32(), value.GetProperty("size")[1].GetInt32(),
            value.GetProperty("counts"));
        return counts.ValueKind == JsonValueKind.String
            ? new Segmentation.CompressedRunLengths(height, width, counts.GetString()!)
            : new Segmentation.RunLengths(
                height, width, [.. counts.EnumerateArray().Select(count => count.GetUInt32())]);
    }
}
