using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Reporting;

namespace StableDino.Properties.Evaluation;

/// <summary>What explains an evaluation: errors, gains, confusion, curves.</summary>
[Properties(Arbitrary = [typeof(Measurements), typeof(Scenes)], MaxTest = 100)]
public class AnalysisProperties
{
    private static readonly AnalysisConfig Everything = new(LowestScore: 0);

    [Property]
    public bool Masks_that_fill_their_boxes_are_explained_as_the_boxes(Measurement asked)
    {
        asked = asked with { Half = false };
        var (boxes, masks) = (Of(OverlapKind.Box), Of(OverlapKind.Mask));
        return boxes.Errors.PerDetection.SequenceEqual(masks.Errors.PerDetection)
            && boxes.Errors.MissedTargets.SequenceEqual(masks.Errors.MissedTargets)
            && boxes.Confusion.Counts.SequenceEqual(masks.Confusion.Counts) && boxes.Gains == masks.Gains;

        EvaluationAnalysis Of(OverlapKind kind) =>
            EvaluationAnalysis.Of(asked.Target, new(asked.Detections, DetectionArea.Box),
                asked.Parameters with { Overlap = kind }, Everything);
    }

    [Property]
    public bool One_look_at_the_images_finds_what_three_would(Measurement asked, int threshold)
    {
        var config = new AnalysisConfig(LowestScore: (100 + Math.Abs(threshold % 10)) / 1000.0);
        var all = asked.Parameters with { UseCategories = true, ImageIds = default, CategoryIds = default };
        var analysis = EvaluationAnalysis.Of(asked.Target, new(asked.Detections, DetectionArea.Box), all, config);
        var errors = ErrorBreakdown.Of(asked.Target, asked.Detections, config.LowestScore, overlap: all.Overlap);
        return analysis.Errors.PerDetection.SequenceEqual(errors.PerDetection)
            && analysis.Errors.MissedTargets.SequenceEqual(errors.MissedTargets)
            && analysis.Confusion.Counts.SequenceEqual(
                ConfusionMatrix.Of(asked.Target, asked.Detections, config.LowestScore, overlap: all.Overlap).Counts)
            && analysis.Gains
                == ErrorGains.Of(asked.Target, asked.Detections,
                    ErrorBreakdown.Of(asked.Target, asked.Detections, double.NegativeInfinity, overlap: all.Overlap),
                    all);
    }

    [Property]
    public Property The_gains_start_from_the_evaluation_s_own_AP(Measurement asked)
    {
        var parameters = asked.Parameters with { IoUThresholds = [0.5], AreaRanges = [AreaRange.All],
            UseCategories = true };
        var analysis = EvaluationAnalysis.Of(
            (asked with { LeaveIdZero = false }).Target, new(asked.Detections, DetectionArea.Box), parameters, new());
        return (analysis.Gains.AP == analysis.Result.PerSize[0].AP).ToProperty()
            .Label($"{analysis.Gains.AP} {analysis.Result.PerSize[0].AP}");
    }

    [Property]
    public Property Only_the_chosen_images_and_categories_are_explained(Measurement asked)
    {
        var analysis = EvaluationAnalysis.Of(
            asked.Target, new(asked.Detections, DetectionArea.Box), asked.Parameters, Everything);
        bool Chosen(long image, long category) =>
            asked.Parameters.ImageIds.Match(ids => ids.Contains(image), () => true)
            && asked.Parameters.CategoryIds.Match(ids => ids.Contains(category), () => true);
        var targets = asked.Target.Annotations.Count(one => !one.IsCrowd && Chosen(one.ImageId, one.CategoryId));
        var found = asked.Detections.Count(one => Chosen(one.ImageId, one.CategoryId));
        return (analysis.Errors.Targets == targets && analysis.Errors.Detections == found).ToProperty()
            .And(analysis.Confusion.Counts.Sum() >= targets)
            .And(!asked.Parameters.UseCategories || analysis.Errors[DetectionOutcome.Classification] <= found)
            .And(asked.Parameters.UseCategories
                || analysis.Errors[DetectionOutcome.Classification] + analysis.Errors[DetectionOutcome.Both] == 0)
            .Classify(targets < asked.Target.Annotations.Length, "subset");
    }

    [Property]
    public Property Taking_errors_away_never_costs_and_no_error_gains_nothing(Scene scene)
    {
        var errors = ErrorBreakdown.Of(scene.Target, scene.Detections, lowestScore: 0);
        var gains = ErrorGains.Of(scene.Target, scene.Detections, errors, EvaluationParameters.Boxes);
        var base50 = CocoEvaluator.Evaluate(scene.Target, scene.Detections, EvaluationParameters.Boxes).Metrics.AP50;
        bool Idle(DetectionOutcome kind, double gain) => errors[kind] > 0 || gain == 0;
        return (gains.AP == base50).ToProperty().Label($"{gains.AP} {base50}")
            .And(new[] { gains.Both, gains.Duplicate, gains.Background }.All(gain => gain >= -1e-12))
            .And(Idle(DetectionOutcome.Classification, gains.Classification)
                && Idle(DetectionOutcome.Localisation, gains.Localisation)
                && Idle(DetectionOutcome.Both, gains.Both) && Idle(DetectionOutcome.Duplicate, gains.Duplicate)
                && Idle(DetectionOutcome.Background, gains.Background))
            .And(errors.Missed > 0 || gains.Missed == 0)
            .Label($"{gains}").Classify(gains.Named.Any(gain => gain.Value > 0), "gains");
    }

    [Property]
    public Property Confusion_is_the_plain_greedy_pairing(Scene scene)
    {
        var (target, found) = (scene.Target, scene.Detections);
        var expected = new int[3, 3];
        foreach (var image in target.Images.Select(image => image.Id))
        {
            var dets = found.Where(d => d.ImageId == image).OrderByDescending(d => d.Score).ToList();
            var crowds = target.Annotations.Where(t => t.ImageId == image && t.IsCrowd).ToList();
            var objects = target.Annotations.Where(t => t.ImageId == image && !t.IsCrowd).ToList();
            while (true)
            {
                var pairs = dets.SelectMany(d => objects.Select(t => (d, t, Overlap: Overlap(d, t))))
                    .Where(pair => pair.Overlap >= 0.5).ToList();
                if (pairs.Count == 0) break;
                // of equals the first: the surest, then the file's order
                var (d, t, _) = pairs.MaxBy(pair => pair.Overlap);
                expected[t.CategoryId, d.CategoryId]++;
                dets.RemoveAt(dets.FindIndex(other => ReferenceEquals(other, d)));
                objects.Remove(t);
            }
            foreach (var t in objects) expected[t.CategoryId, 2]++;
            foreach (var d in dets.Where(d => !crowds.Any(t => Overlap(d, t) >= 0.5))) expected[2, d.CategoryId]++;
        }
        var matrix = ConfusionMatrix.Of(target, found, lowestScore: 0);
        return expected.Cast<int>().SequenceEqual(matrix.Counts).ToProperty()
            .Label($"{string.Join(' ', expected.Cast<int>())}\n{string.Join(' ', matrix.Counts)}")
            .Classify(expected[0, 1] + expected[1, 0] > 0, "confused");
    }

    [Fact]
    public void A_repaired_kind_of_error_gives_its_gain_by_hand()
    {
        CocoAnnotation Target(long id, double x) => new(id, 1, 1, x, 0, 10, 10, 100, false, default);
        var target = new CocoAnnotations(
            [new(1, "", 500, 500)], [new(1, "a"), new(2, "b")], [Target(1, 0), Target(2, 100)]);
        // One hit; one of the wrong class on the second ground truth; then a duplicate.
        Detection[] found = [new(1, 1, 0, 0, 10, 10, 0.9), new(1, 1, 1, 0, 10, 10, 0.8),
            new(1, 2, 100, 0, 10, 10, 0.7)];
        var gains = ErrorGains.Of(target, found, ErrorBreakdown.Of(target, found), EvaluationParameters.Boxes);
        const double half = 51.0 / 101;                                                // recall 0 to 0.50 of 101 places
        Assert.Equal(half, gains.AP, 12);
        // two of three right from then on
        Assert.Equal(50.0 / 101 * 2 / 3, gains.Classification, 12);
        Assert.Equal(0, gains.Duplicate, 12);
        // the wrong class explains the second ground truth
        Assert.Equal(0, gains.Missed, 12);
    }

    [Theory]
    // on the first ground truth again
    [InlineData(1, 2, "duplicate")]
    [InlineData(300, 2, "background")]
    [InlineData(206, 3, "localisation")]
    public void An_error_before_a_hit_costs_what_its_absence_gains(double x, int targets, string kind)
    {
        CocoAnnotation Target(long id, double left) => new(id, 1, 1, left, 0, 10, 10, 100, false, default);
        var target = new CocoAnnotations([new(1, "", 500, 500)], [new(1, "a"), new(2, "b")],
            [.. Enumerable.Range(0, targets).Select(i => Target(i + 1, 100 * i))]);
        Detection[] found = [new(1, 1, 0, 0, 10, 10, 0.9), new(1, 1, x, 0, 10, 10, 0.8),
            new(1, 1, 100, 0, 10, 10, 0.7)];
        var gains = ErrorGains.Of(target, found, ErrorBreakdown.Of(target, found), EvaluationParameters.Boxes);
        var expected = targets == 3 ? 1 - (34 + 33 * 2.0 / 3) / 101 : 1 - (51 + 50 * 2.0 / 3) / 101;
        Assert.Equal([kind], gains.Named.Where(gain => Math.Abs(gain.Value) > 1e-9).Select(gain => gain.Name));
        Assert.Equal(expected, gains.Named.Single(gain => gain.Name == kind).Value, 9);
    }

    [Fact]
    public void The_best_f1_stops_before_the_wrong_detections_between_two_hits()
    {
        CocoAnnotation Target(long id, double x) => new(id, 1, 1, x, 0, 10, 10, 100, false, default);
        var target = new CocoAnnotations(
            [new(1, "", 500, 500)], [new(1, "a"), new(2, "empty")], [Target(1, 0), Target(2, 100)]);
        Detection[] found = [new(1, 1, 0, 0, 10, 10, 0.9),
            .. Enumerable.Range(0, 5).Select(i => new Detection(1, 1, 300 + 20 * i, 0, 10, 10, 0.4)),
            new(1, 1, 100, 0, 10, 10, 0.1)];
        var curves = ClassCurves.Of(CocoEvaluator.Evaluate(target, found, EvaluationParameters.Boxes));
        Assert.Equal(new OperatingPoint(0.9, 1, 0.5),
            curves[0].Best.Match(best => best with { Precision = Math.Round(best.Precision, 12) }, () => new(0, 0, 0)));
        Assert.Equal([0.5, 0.75], curves[0].AtIoU.Select(curve => curve.IoU));
        Assert.Equal((51 + 50 * 2.0 / 7) / 101, curves[0].Mean.Average(), 12);
        Assert.True(curves[1].Mean.IsEmpty && curves[1].AtIoU.IsEmpty && curves[1].Best.IsNone);
    }

    [Fact]
    public void The_document_holds_every_part_and_adds_up()
    {
        var (target, detections) = SpeedScenes.Make(20);
        var analysis = EvaluationAnalysis.Of(
            target, new(detections, DetectionArea.Box), EvaluationParameters.Boxes, new());
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            AnalysisReport.WriteMembers(json, analysis);
            json.WriteEndObject();
        }
        var root = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
        Assert.Equal(["metrics", "per_class", "parameters", "per_size", "curves", "confusion", "errors"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["all", "small", "medium", "large"],
            root.GetProperty("per_size").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(root.GetProperty("metrics").GetProperty("APs").GetDouble(),
            root.GetProperty("per_size")[1].GetProperty("AP").GetDouble());
        var errors = root.GetProperty("errors");
        Assert.Equal(errors.GetProperty("background").GetInt32(),
            errors.GetProperty("per_class").EnumerateArray().Sum(one => one.GetProperty("background").GetInt32()));
        Assert.Equal(81, root.GetProperty("confusion").GetProperty("counts").GetArrayLength());
        Assert.Equal(101, root.GetProperty("curves").GetProperty("recall").GetArrayLength());
        Assert.Contains("localisation", AnalysisReport.ToText(analysis), StringComparison.Ordinal);
        Assert.All(AnalysisFigures.Of(analysis), figure =>
        {
            Assert.All(figure.Figure.Marks,
                mark =>
                    Assert.True(mark is not Mark.Box box
                        || (double.IsFinite(box.X + box.Width) && box.Width >= 0 && box.Height >= 0), figure.Name));
            Assert.NotEmpty(FigureSvg.Of(figure.Figure));
        });
    }

    private static double Overlap(Detection d, CocoAnnotation t) =>
        CocoOverlap.OfBoxes((d.X, d.Y, d.Width, d.Height), (t.X, t.Y, t.Width, t.Height), t.IsCrowd);
}
