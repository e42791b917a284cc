using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Data;
using StableDino.Evaluation;
using static LanguageExt.Prelude;

namespace StableDino.Reporting;

/// <summary>
/// Reads run folders: <c>metrics.jsonl</c>, and what lies beside it of <c>run.json</c>, <c>recipe.json</c> and
/// <c>pictures/</c>.
/// </summary>
public static class RunHistoryReader
{
    private const int MostPictures = 40;
    private const long LargestPicture = 8 << 20;

    /// <summary>The history of a run, or why there is none. A run that is still going on can be read.</summary>
    public static Validation<DataFault, RunHistory> Read(string folder)
    {
        var log = Path.Combine(folder, "metrics.jsonl");
        try
        {
            if (!File.Exists(log))
            {
                return Fault(new(
                    Directory.Exists(folder) ? "The folder holds no metrics.jsonl." : "The folder does not exist.",
                    folder, "",
                    "Name a folder that `train --out` or `demo --out` wrote."));
            }
            var (train, evaluations, unreadable) = Lines(log);
            return Success<DataFault, RunHistory>(new(
                Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
                Facts(Path.Combine(folder, "run.json")),
                TextOf(Path.Combine(folder, "recipe.json")), [.. train.Values], [.. evaluations.Values],
                Pictures(Path.Combine(folder, "pictures")), unreadable));
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Fault(
                new($"The run cannot be read: {problem.Message}", folder, "", "Check the path and its permissions."));
        }
    }

    private static Validation<DataFault, RunHistory> Fault(DataFault fault) =>
        Validation<DataFault, RunHistory>.Fail(Seq1(fault));

    private static (SortedDictionary<double, TrainPoint>, SortedDictionary<double, EvaluationPoint>, int) Lines(
        string log)
    {
        var (train, evaluations, unreadable) =
            (new SortedDictionary<double, TrainPoint>(), new SortedDictionary<double, EvaluationPoint>(), 0);
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                var root = json.RootElement;
                var step = root.ValueKind == JsonValueKind.Object ? Number(root, "step") : double.NaN;
                var kind = double.IsNaN(step) ? null : Text(root, "kind");
                // a step logged twice: the later line, after a resume
                if (kind == "train") train[step] = TrainPointOf(root, step);
                else if (kind == "eval") evaluations[step] = new(step, MetricsOf(root, "metrics"), PerClass(root));
                else unreadable++;
            }
            catch (JsonException)
            {
                unreadable++;
            }
        }
        return (train, evaluations, unreadable);
    }

    private static TrainPoint TrainPointOf(JsonElement root, double step) => new(
        step, Number(root, "epoch"), Number(root, "loss"), Number(root, "lr"), Number(root, "seconds"),
        Number(root, "images_per_second"), Number(root, "grad_norm"),
        root.TryGetProperty("terms", out var terms) && terms.ValueKind == JsonValueKind.Object
            ? [.. terms.EnumerateObject().Select(static term => (term.Name, Number(term.Value)))] : [],
        root.TryGetProperty("unstable", out var unstable) && unstable.ValueKind == JsonValueKind.Array
            ? [.. unstable.EnumerateArray().Select(Number)] : []);

    private static DetectionMetrics MetricsOf(JsonElement owner, string? member)
    {
        var source = member is null
            ? owner
            : owner.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var v =
            DetectionMetrics.Names.Select(name =>
                source.ValueKind == JsonValueKind.Object && Number(source, name) is var x && double.IsFinite(x)
                    ? x
                    : -1).ToArray();
        return new(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11]);
    }

    private static ImmutableArray<ClassMetrics> PerClass(JsonElement root) =>
        root.TryGetProperty("per_class", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.Object)
                .Select(static one => new ClassMetrics(
                    Whole(one, "category_id"), Text(one, "name") ?? "", Whole(one, "ground_truth"),
                    Whole(one, "detections"), MetricsOf(one, null)))]
            : [];

    /// <summary>The scalars of run.json, one level deep: classes and configuration are too long for a table.</summary>
    private static ImmutableArray<(string, string)> Facts(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(TextOf(path));
            return [.. json.RootElement.EnumerateObject()
                .SelectMany(static member => member.Value.ValueKind == JsonValueKind.Object
                    ? member.Value.EnumerateObject().Select(inner => ($"{member.Name} {inner.Name}", inner.Value))
                    : [(member.Name, member.Value)])
                .Where(static fact =>
                    fact.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True
                        or JsonValueKind.False && fact.Item1 != "configuration")
                .Select(static fact => (fact.Item1, fact.Value.ToString()))];
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static ImmutableArray<(string, ImmutableArray<byte>)> Pictures(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg"
                && new FileInfo(file).Length is > 0 and <= LargestPicture)
            .Order(StringComparer.Ordinal).Take(MostPictures)
            .Select(file => (Path.GetRelativePath(folder, file).Replace('\\', '/'),
                ImmutableArray.Create(File.ReadAllBytes(file))))]
        : [];

    private static string TextOf(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    private static int Whole(JsonElement owner, string name) =>
        Number(owner, name) is var x && double.IsFinite(x) ? (int)Math.Clamp(x, int.MinValue, int.MaxValue) : 0;

    private static double Number(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) ? Number(value) : double.NaN;

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : double.NaN;

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
