using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>
/// Detections in COCO's results format: a list of objects with an image, a category, a box or a mask, and a score.
/// </summary>
public static class DetectionsJson
{
    /// <summary>
    /// Reads a file; every fault at once, or its content. Never throws for what the file holds or lacks.
    /// </summary>
    public static Validation<DataFault, DetectionFile> Read(string path)
    {
        try
        {
            using var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
            return Parse(stream, path);
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var faults = new EntryFaults(path);
            faults.Add(
                problem is FileNotFoundException or DirectoryNotFoundException
                    ? "The file does not exist."
                    : $"The file cannot be read: {problem.Message}",
                "", "Check the path.");
            return Fail(faults);
        }
    }

    /// <summary>As <see cref="Read"/>, from a stream, which is left open.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="file">Name to use in faults.</param>
    public static Validation<DataFault, DetectionFile> Parse(Stream json, string file)
    {
        var faults = new EntryFaults(file);
        var records = ImmutableArray.CreateBuilder<DetectionRecord>();
        var tokens = new JsonTokens(json);
        try
        {
            if (tokens.IsEmpty) faults.Add("The file is empty.", "", "Write [] for no detections.");
            else if (!tokens.Read() || tokens.Type != JsonTokenType.StartArray)
            {
                faults.Add($"The file starts with {Words.Of(tokens.Type)}, not with a list.", tokens.Place,
                    tokens.Type == JsonTokenType.StartObject
                        ? "This looks like a ground truth file; detections are a list of objects with image_id, "
                            + "category_id, bbox and score."
                        : "Write a list of objects with image_id, category_id, bbox and score.");
            }
            else ReadRecords(ref tokens, faults, records);
        }
        catch (JsonException problem)
        {
            var place =
                $"detection {records.Count + 1}, line {problem.LineNumber + 1 ?? 1}, column "
                + $"{problem.BytePositionInLine + 1 ?? 1}";
            var cut = tokens.Rest.IndexOfAnyExcept(" \t\r\n"u8) < 0
                || problem.Message.Contains("reached end of data", StringComparison.Ordinal);
            faults.Add(
                cut
                    ? "The file ends in the middle of its content."
                    : $"The file is not JSON: {problem.Message.Split(" Path:")[0].Split(" LineNumber:")[0]}",
                place, cut
                    ? "It was cut short: write it again, or fetch it again."
                    : "Fix the text there; nothing after it was read.");
        }
        catch (NotUtf8Exception problem)
        {
            faults.Add("The text is not UTF-8.", problem.Place,
                "Convert the file to UTF-8, for example with iconv -f latin1 -t utf-8.");
        }
        var byBox = records.Count == 0 || records[0].Box.IsSome;
        var items = ImmutableArray.CreateBuilder<Detection>(records.Count);
        foreach (var record in records) record.ToDetection(faults).IfSome(items.Add);
        return faults.All.Count > 0 ? Fail(faults) : Validation<DataFault, DetectionFile>.Success(
            new(items.DrainToImmutable(), byBox ? DetectionArea.Box : DetectionArea.Mask));
    }

    /// <summary>Writes detections: numbers in full precision, masks as compressed text.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="detections">What; the order is kept.</param>
    /// <param name="imageSize">Rows and columns of an image: the size at which polygons become masks.</param>
    public static void Write(
        Stream stream, IEnumerable<Detection> detections, Func<long, (int Height, int Width)> imageSize)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartArray();
        foreach (var detection in detections)
        {
            json.WriteStartObject();
            json.WriteNumber("image_id", detection.ImageId);
            json.WriteNumber("category_id", detection.CategoryId);
            json.WriteStartArray("bbox");
            foreach (var number in new[] { detection.X, detection.Y, detection.Width, detection.Height })
                json.WriteNumberValue(number);
            json.WriteEndArray();
            detection.Mask.IfSome(mask =>
            {
                var (height, width) = imageSize(detection.ImageId);
                var text = mask as Segmentation.CompressedRunLengths
                    ?? RunLengthText.Write(RunLengthMasks.Of(mask, height, width));
                json.WriteStartObject("segmentation");
                json.WriteStartArray("size");
                json.WriteNumberValue(text.Height);
                json.WriteNumberValue(text.Width);
                json.WriteEndArray();
                json.WriteString("counts", text.Counts);
                json.WriteEndObject();
            });
            json.WriteNumber("score", detection.Score);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static Validation<DataFault, DetectionFile> Fail(EntryFaults faults) =>
        Validation<DataFault, DetectionFile>.Fail(new Seq<DataFault>(faults.All));

    private static void ReadRecords(
        ref JsonTokens tokens, EntryFaults faults, ImmutableArray<DetectionRecord>.Builder records)
    {
        while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
        {
            if (tokens.Type == JsonTokenType.StartObject)
                records.Add(DetectionRecord.Read(ref tokens, faults, records.Count + 1));
            else
            {
                faults.Add($"An entry is {Words.Of(tokens.Type)}, not an object.",
                    $"detection {records.Count + 1}, {tokens.Place}", "Remove it.");
                tokens.Skip();
            }
        }
        while (tokens.Read()) { }      // whatever follows the list is a syntax error
    }
}
