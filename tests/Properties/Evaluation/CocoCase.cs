using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Data;
using StableDino.Evaluation;

namespace StableDino.Properties.Evaluation;

/// <summary>A recorded evaluation: a block of an <c>expected.json</c> and the files it was computed from.</summary>
public sealed record CocoCase(string Folder, string Block)
{
    public JsonElement Expected { get; } = Json(Path.Combine(Folder, "expected.json")).GetProperty(Block);

    public CocoAnnotations Target => CocoFiles.Target(TargetPath);

    public DetectionFile Detections => CocoFiles.Detections(DetectionPath);

    public string TargetPath => Path.Combine(Inputs, "gt.json");

    public string DetectionPath =>
        new[] { $"dt_{Block}.json", $"dt_{Expected.GetProperty("iou_type").GetString()}.json" }
            .Select(name => Path.Combine(Inputs, name)).First(File.Exists);

    public EvaluationParameters Parameters
    {
        get
        {
            var parameters = Expected.GetProperty("params");
            ImmutableArray<T> All<T>(string name, Func<JsonElement, T> read) =>
                [.. parameters.GetProperty(name).EnumerateArray().Select(read)];
            var labels = All("areaRngLbl", label => label.GetString()!);
            return new()
            {
                Overlap = Expected.GetProperty("iou_type").GetString() == "segm" ? OverlapKind.Mask : OverlapKind.Box,
                IoUThresholds = All("iouThrs", x => x.GetDouble()),
                RecallThresholds = All("recThrs", x => x.GetDouble()),
                AreaRanges = [.. All("areaRng", x => (x[0].GetDouble(), x[1].GetDouble()))
                    .Zip(labels, (range, label) => new AreaRange(label, range.Item1, range.Item2))],
                MaxDetections = All("maxDets", x => x.GetInt32()),
                UseCategories = parameters.GetProperty("useCats").GetInt32() == 1,
                CategoryIds = All("catIds", x => x.GetInt64()),
                ImageIds = All("imgIds", x => x.GetInt64()),
            };
        }
    }

    /// <summary>Theory rows of every recorded block below the golden folders.</summary>
    public static IEnumerable<object[]> All => GoldenFolders.All
        .SelectMany(folder => Directory.EnumerateFiles(folder, "expected.json", SearchOption.AllDirectories))
        .DistinctBy(path => (Path.GetFileName(Path.GetDirectoryName(path)), File.ReadAllText(path)))
        .Order(StringComparer.Ordinal)
        .SelectMany(path => Json(path).EnumerateObject()
            .Where(member => member.Value.ValueKind == JsonValueKind.Object
                && member.Value.TryGetProperty("iou_type", out _))
            .Select(member => new object[] { Path.GetDirectoryName(path)!, member.Name }));

    private string Inputs => Json(Path.Combine(Folder, "expected.json")).TryGetProperty("inputs_from", out var other)
        ? Path.Combine(Path.GetDirectoryName(Folder)!, other.GetString()!) : Folder;

    private static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;
}
