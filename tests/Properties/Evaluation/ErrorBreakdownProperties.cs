using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Reporting;

namespace StableDino.Properties.Evaluation;

[Properties(Arbitrary = [typeof(Scenes)], MaxTest = 200)]
public class ErrorBreakdownProperties
{
    [Fact]
    public void Each_kind_of_error_is_distinguished_from_the_others()
    {
        CocoAnnotation Target(long id, long kind, double x, bool crowd = false) =>
            new(id, 1, kind, x, 0, 10, 10, 100, crowd, default);
        var target = new CocoAnnotations(
            [new(1, "", 500, 500), new(2, "", 500, 500)], [new(1, "a"), new(2, "b")],
            [Target(1, 1, 0), Target(2, 1, 100), Target(3, 1, 200), Target(4, 1, 300), Target(5, 1, 400),
                Target(6, 1, 450, crowd: true)]);
        Detection Found(double x, long kind, double score) => new(1, kind, x, 0, 10, 10, score);
        Detection[] detections =
        [
            Found(0, 1, 0.9), Found(1, 1, 0.8), Found(104, 1, 0.9), Found(200, 2, 0.9), Found(306, 2, 0.9),
            Found(250, 1, 0.9), Found(450, 1, 0.9), Found(400, 1, 0.1),
            Found(0, 1, 0.9) with { ImageId = 9 },
        ];
        var result = ErrorBreakdown.Of(target, detections);
        Assert.Equal(
            [
                DetectionOutcome.Correct, DetectionOutcome.Duplicate, DetectionOutcome.Localisation,
                DetectionOutcome.Classification,
                DetectionOutcome.Both, DetectionOutcome.Background, DetectionOutcome.Ignored, null, null,
            ], result.PerDetection.AsEnumerable());
        Assert.Equal((2, 5), (result.Missed, result.Targets));

        var matrix = ConfusionMatrix.Of(target, detections);
        Assert.Equal([1, 1, 3, 0, 0, 0, 3, 1, 0], matrix.Counts.AsEnumerable());
    }

    [Property]
    public Property Every_detection_and_every_target_is_counted_once(Scene scene)
    {
        var (target, detections) = (scene.Target, scene.Detections);
        var (errors, matrix) = (ErrorBreakdown.Of(target, detections, lowestScore: 0),
            ConfusionMatrix.Of(target, detections, lowestScore: 0));
        var objects = target.Annotations.Where(t => !t.IsCrowd).ToArray();
        return (errors.Detections == detections.Length && errors.PerDetection.All(one => one is not null)).ToProperty()
            .And(errors[DetectionOutcome.Correct] + errors.Missed <= objects.Length)
            .And(Enumerable.Range(0, 2)
                .All(kind => Enumerable.Range(0, 3).Sum(found => matrix[kind, found])
                    == objects.Count(t => t.CategoryId == kind)))
            .And(Enumerable.Range(0, 2)
                .All(kind =>
                    Enumerable.Range(0, 3).Sum(t => matrix[t, kind]) <= detections.Count(d => d.CategoryId == kind)))
            .Classify(errors.Missed > 0, "missed");
    }

    [Property]
    public bool Correct_detections_are_the_evaluation_s_hits_without_crowds(Scene scene)
    {
        scene = scene with { Targets = [.. scene.Targets.Select(box => box with { Crowd = false })] };
        var result = CocoEvaluator.Evaluate(
            scene.Target, scene.Detections, EvaluationParameters.Boxes with { IoUThresholds = [0.5] });
        var hits =
            result.PerClass.Sum(one => one.Metrics.AR100 < 0 ? 0 : (int)Math.Round(one.Metrics.AR100 * one.Targets));
        return hits == ErrorBreakdown.Of(scene.Target, scene.Detections, lowestScore: 0)[DetectionOutcome.Correct];
    }

    [Fact]
    public void A_precision_curve_falls_and_stays_a_fraction()
    {
        var (target, detections) = SpeedScenes.Make(20);
        var plot = PrecisionRecallPlot.Of(CocoEvaluator.Evaluate(target, detections, EvaluationParameters.Boxes));
        Assert.Equal(5, plot.Curves.Length);
        Assert.All(plot.Curves,
            curve => Assert.All(curve.Points.Zip(curve.Points.Skip(1), (before, after) => (before.Y, After: after.Y)),
                pair => Assert.True(pair.Y >= pair.After && pair.Y is >= 0 and <= 1)));
    }
}
