using System.Text.Json;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>An analysed evaluation as JSON and as text.</summary>
public static class AnalysisReport
{
    private static readonly DetectionOutcome[] Outcomes = Enum.GetValues<DetectionOutcome>();

    /// <summary>Writes all members into the object being written: full precision, −1 where undefined.</summary>
    /// <remarks>
    /// <c>metrics</c> and <c>per_class</c> as <see cref="EvaluationReport"/> writes them; <c>parameters</c>;
    /// <c>per_size</c>; <c>curves</c>;
    /// <c>confusion</c>; <c>errors</c>. The page docs/evaluation.md has the layout.
    /// </remarks>
    public static void WriteMembers(Utf8JsonWriter json, EvaluationAnalysis analysis)
    {
        EvaluationReport.WriteMembers(json, analysis.Result);
        WriteParameters(json, analysis.Result.Parameters);
        WriteSizes(json, analysis.Result);
        WriteCurves(json, analysis);
        WriteConfusion(json, analysis);
        WriteErrors(json, analysis);
    }

    /// <summary>COCO's twelve lines, a row a size, a row a class, and the errors. Lines end in \n.</summary>
    public static string ToText(EvaluationAnalysis analysis)
    {
        string[][] sizes =
        [
            ["size", "area", "ground truth", "AP", "AP50", "AP75", "AR"],
            .. analysis.Result.PerSize.Select(static one => new[]
            {
                one.Range.Name,
                $"{Area(one.Range.Low)}–{(one.Range.High >= AreaRange.All.High ? "" : Area(one.Range.High))}",
                $"{one.Targets}",
                TextTable.Percent(one.AP), TextTable.Percent(one.AP50), TextTable.Percent(one.AP75),
                TextTable.Percent(one.AR),
            }),
        ];
        var (errors, gains) = (analysis.Errors,
            analysis.Gains.Named.ToDictionary(static gain => gain.Name, static gain => gain.Value));
        string[] Row(string name, int count, string key) =>
            [name, $"{count}", gains.TryGetValue(key, out var gain) ? $"+{TextTable.Percent(Math.Max(0, gain))}" : ""];
        string[][] kinds =
        [
            [FormattableString.Invariant(
                $"from score {analysis.Config.LowestScore:0.##}, IoU {analysis.Config.IoU:0.##}"), "count", "AP gain"],
            .. Outcomes.Select(outcome => Row(Name(outcome), errors[outcome], Name(outcome))),
            Row($"missed (of {errors.Targets})", errors.Missed, "missed"),
        ];
        return $"{EvaluationReport.ToText(analysis.Result)}\n{TextTable.Of(sizes)}\n{TextTable.Of(kinds)}";
    }

    private static string Area(double area) => area.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);

    private static string Name(DetectionOutcome outcome) => outcome.ToString().ToLowerInvariant();

    private static void WriteParameters(Utf8JsonWriter json, EvaluationParameters parameters)
    {
        json.WriteStartObject("parameters");
        json.WriteString("type", parameters.Overlap == OverlapKind.Mask ? "segm" : "bbox");
        json.WriteBoolean("class_agnostic", !parameters.UseCategories);
        WriteNumbers(json, "iou", parameters.IoUThresholds);
        json.WriteStartArray("areas");
        foreach (var range in parameters.AreaRanges)
        {
            json.WriteStartObject();
            json.WriteString("name", range.Name);
            json.WriteNumber("low", range.Low);
            json.WriteNumber("high", range.High);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteNumbers(json, "max_detections", parameters.MaxDetections.Select(static limit => (double)limit));
        parameters.ImageIds.IfSome(ids => WriteNumbers(json, "image_ids", ids.Select(static id => (double)id)));
        parameters.CategoryIds.IfSome(ids => WriteNumbers(json, "category_ids", ids.Select(static id => (double)id)));
        json.WriteEndObject();
    }

    private static void WriteSizes(Utf8JsonWriter json, EvaluationResult result)
    {
        json.WriteStartArray("per_size");
        foreach (var one in result.PerSize)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Range.Name);
            json.WriteNumber("ground_truth", one.Targets);
            foreach (var (name, value) in new[] { ("AP", one.AP), ("AP50", one.AP50), ("AP75", one.AP75),
                ("AR", one.AR) }) json.WriteNumber(name, value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCurves(Utf8JsonWriter json, EvaluationAnalysis analysis)
    {
        json.WriteStartObject("curves");
        WriteNumbers(json, "recall", analysis.Result.Parameters.RecallThresholds);
        json.WriteStartArray("classes");
        foreach (var one in analysis.Curves)
        {
            json.WriteStartObject();
            json.WriteNumber("category_id", one.CategoryId);
            json.WriteString("name", one.Name);
            WriteNumbers(json, "mean_precision", one.Mean);
            json.WriteStartArray("at_iou");
            foreach (var (iou, precision, score) in one.AtIoU)
            {
                json.WriteStartObject();
                json.WriteNumber("iou", iou);
                WriteNumbers(json, "precision", precision);
                WriteNumbers(json, "score", score);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            one.Best.IfSome(best =>
            {
                json.WriteStartObject("best_f1");
                foreach (var (name, value) in new[] { ("score", best.Score), ("f1", best.F1),
                    ("precision", best.Precision), ("recall", best.Recall) }) json.WriteNumber(name, value);
                json.WriteEndObject();
            });
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteConfusion(Utf8JsonWriter json, EvaluationAnalysis analysis)
    {
        var matrix = analysis.Confusion;
        json.WriteStartObject("confusion");
        json.WriteNumber("iou", analysis.Config.IoU);
        json.WriteNumber("score_threshold", analysis.Config.LowestScore);
        json.WriteStartArray("names");
        foreach (var name in matrix.Names.Append("background")) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("counts");
        for (var row = 0; row <= matrix.Names.Length; row++)
        {
            json.WriteStartArray();
            for (var column = 0; column <= matrix.Names.Length; column++) json.WriteNumberValue(matrix[row, column]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter json, EvaluationAnalysis analysis)
    {
        var (errors, config) = (analysis.Errors, analysis.Config);
        json.WriteStartObject("errors");
        json.WriteNumber("iou", config.IoU);
        json.WriteNumber("background_iou", config.BackgroundIoU);
        json.WriteNumber("score_threshold", config.LowestScore);
        json.WriteNumber("detections", errors.Detections);
        json.WriteNumber("ground_truth", errors.Targets);
        foreach (var outcome in Outcomes) json.WriteNumber(Name(outcome), errors[outcome]);
        json.WriteNumber("missed", errors.Missed);
        json.WriteNumber("ap", analysis.Gains.AP);
        json.WriteStartObject("ap_gain");
        foreach (var (name, gain) in analysis.Gains.Named) json.WriteNumber(name, gain);
        json.WriteEndObject();
        json.WriteStartArray("per_class");
        foreach (var one in errors.PerClass)
        {
            json.WriteStartObject();
            json.WriteNumber("category_id", one.CategoryId);
            json.WriteString("name", one.Name);
            json.WriteNumber("ground_truth", one.Targets);
            foreach (var outcome in Outcomes) json.WriteNumber(Name(outcome), one[outcome]);
            json.WriteNumber("missed", one.Missed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
