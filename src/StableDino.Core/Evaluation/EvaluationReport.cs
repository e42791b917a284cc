using System.Text.Json;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>An evaluation as JSON and as text.</summary>
public static class EvaluationReport
{
    /// <summary>
    /// Writes the members <c>metrics</c> and <c>per_class</c> into the object being written: full precision, −1 where
    /// undefined.
    /// </summary>
    /// <remarks>
    /// <code>"metrics": {"AP": …, …, "ARl": …}, "per_class": [{"category_id", "name", "ground_truth", "detections",
    /// "AP":
    /// …}, …]</code>
    /// </remarks>
    public static void WriteMembers(Utf8JsonWriter json, DetectionMetrics metrics, IEnumerable<ClassMetrics> perClass)
    {
        json.WriteStartObject("metrics");
        WriteNumbers(json, metrics);
        json.WriteEndObject();
        json.WriteStartArray("per_class");
        foreach (var one in perClass)
        {
            json.WriteStartObject();
            json.WriteNumber("category_id", one.CategoryId);
            json.WriteString("name", one.Name);
            json.WriteNumber("ground_truth", one.Targets);
            json.WriteNumber("detections", one.Detections);
            WriteNumbers(json, one.Metrics);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>As <see cref="WriteMembers(Utf8JsonWriter, DetectionMetrics, IEnumerable{ClassMetrics})"/>.</summary>
    public static void WriteMembers(Utf8JsonWriter json, EvaluationResult result) =>
        WriteMembers(json, result.Metrics, result.PerClass);

    /// <summary>
    /// COCO's twelve lines, then one row a class; percent with one decimal, – where undefined. Lines end in \n.
    /// </summary>
    public static string ToText(EvaluationResult result)
    {
        var limits = result.Parameters.MaxDetections;
        string Limit(int place) => place < limits.Length ? $"{limits[place]}" : "–";
        var last = $"{limits[^1]}";
        string[][] summary =
        [
            ["", "IoU", "area", "limit", "%"],
            .. result.Metrics.Named.Zip(
                new[]
                {
                    ("0.50:0.95", "all", "100"), ("0.50", "all", last), ("0.75", "all", last),
                    ("0.50:0.95", "small", last), ("0.50:0.95", "medium", last), ("0.50:0.95", "large", last),
                    ("0.50:0.95", "all", Limit(0)), ("0.50:0.95", "all", Limit(1)), ("0.50:0.95", "all", Limit(2)),
                    ("0.50:0.95", "small", last), ("0.50:0.95", "medium", last), ("0.50:0.95", "large", last),
                },
                static (metric, meaning) =>
                    new[] { metric.Name, meaning.Item1, meaning.Item2, meaning.Item3,
                        TextTable.Percent(metric.Value) }),
        ];
        string[][] classes =
        [
            ["class", "ground truth", "detections", "AP", "AP50", "AP75", "APs", "APm", "APl", "AR100"],
            .. result.PerClass.Select(static one => new[]
            {
                one.Name, $"{one.Targets}", $"{one.Detections}", TextTable.Percent(one.Metrics.AP),
                TextTable.Percent(one.Metrics.AP50),
                TextTable.Percent(one.Metrics.AP75), TextTable.Percent(one.Metrics.APs),
                TextTable.Percent(one.Metrics.APm),
                TextTable.Percent(one.Metrics.APl), TextTable.Percent(one.Metrics.AR100),
            }),
        ];
        return $"{TextTable.Of(summary)}\n{TextTable.Of(classes)}";
    }

    private static void WriteNumbers(Utf8JsonWriter json, DetectionMetrics metrics)
    {
        foreach (var (name, value) in metrics.Named) json.WriteNumber(name, value);
    }
}
