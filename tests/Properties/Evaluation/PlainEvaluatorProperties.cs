using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Properties.Oracles;

namespace StableDino.Properties.Evaluation;

/// <summary>
/// A scene and what to measure of it. Masks fill their boxes, or those of detections the left half: polygons, which
/// must know their image's size.
/// </summary>
public sealed record Measurement(Scene Scene, EvaluationParameters Parameters, bool LeaveIdZero, bool Half)
{
    private const int Side = 128;

    public override string ToString() =>
        $"{string.Join("\n", Scene.Targets)}\n– found –\n{string.Join("\n", Scene.Found)}\nIoU "
        + $"{string.Join(' ', Parameters.IoUThresholds)}, recalls {string.Join(' ', Parameters.RecallThresholds)},"
        + $" areas {string.Join(' ', Parameters.AreaRanges)}, limits {string.Join(' ', Parameters.MaxDetections)}, "
        + $"categories {Parameters.UseCategories}"
        + $" {Parameters.CategoryIds.Map(ids => string.Join(' ', ids))}, images "
        + $"{Parameters.ImageIds.Map(ids => string.Join(' ', ids))}, {Parameters.Overlap}, {Parameters.Area}, zero "
        + $"{LeaveIdZero}, half {Half}";

    public CocoAnnotations Target => Scene.Target with
    {
        Images = [.. Scene.Target.Images.Select(image => image with { Height = Side, Width = Side })],
        Annotations =
            [.. Scene.Target.Annotations.Select(one =>
                one with { Id = one.Id - (LeaveIdZero ? 1 : 0),
                    Segmentation = Filled(one.X, one.Y, one.Width, one.Height) })],
    };

    public ImmutableArray<Detection> Detections =>
        [.. Scene.Detections.Select(one =>
            one with { Mask = Half
                ? LeftHalf(one.X, one.Y, one.Width, one.Height)
                : Filled(one.X, one.Y, one.Width, one.Height) })];

    private static Segmentation LeftHalf(double x, double y, double width, double height) =>
        new Segmentation.Polygons([[x, y, x + width / 2, y, x + width / 2, y + height, x, y + height]]);

    private static Segmentation Filled(double x, double y, double width, double height) =>
        PolygonRaster.FillBox(x, y, width, height, Side, Side);
}

public static class Measurements
{
    public static Arbitrary<Measurement> Any() => Arb.From(
        from scene in Scenes.Any().Generator
        from overlaps in Gen.NonEmptyListOf(Gen.Elements(0.1, 0.25, 0.25, 0.5, 0.6, 0.75, 0.8999999999999999, 1))
        from limits in Gen.NonEmptyListOf(Gen.Elements(1, 2, 3, 100))
        from areas in Gen.NonEmptyListOf(
            Gen.Elements<AreaRange>(
                new("all", 0, 1e10), new("small", 0, 144), new("medium", 144, 400), new("large", 400, 1600)))
        from recalls in Gen.Elements(ImmutableArray.Create(0, 0.3, 0.5, 1), EvaluationParameters.Boxes.RecallThresholds,
            ImmutableArray.Create(0.5, 0, 0.25))
        from images in Gen.Elements(default(long[]), [0], [2, 1, 1], [0, 1, 9])
        from categories in Gen.Elements(default(long[]), [1], [1, 0], [0, 7])
        from together in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from masks in Gen.Elements(false, true)
        from area in Gen.Elements(DetectionArea.Box, DetectionArea.Mask)
        from zero in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from half in Gen.Elements(false, true)
        select new Measurement(scene, new()
        {
            Overlap = masks ? OverlapKind.Mask : OverlapKind.Box, Area = area, IoUThresholds = [.. overlaps.Take(3)],
            RecallThresholds = recalls,
            AreaRanges = [.. areas.Take(3)], MaxDetections = [.. limits.Take(3)], UseCategories = !together,
            ImageIds = images is null ? default : LanguageExt.Option<ImmutableArray<long>>.Some([.. images]),
            CategoryIds = categories is null ? default : LanguageExt.Option<ImmutableArray<long>>.Some([.. categories]),
        }, zero, half), Smaller);

    private static IEnumerable<Measurement> Smaller(Measurement asked) =>
        [.. Scenes.Smaller(asked.Scene).Select(scene => asked with { Scene = scene }),
            .. asked.Half ? [asked with { Half = false }] : System.Array.Empty<Measurement>()];
}

[Properties(Arbitrary = [typeof(Measurements)], MaxTest = 150)]
public class PlainEvaluatorProperties
{
    [Property]
    public Property Every_array_is_the_plain_evaluator_s_to_the_last_bit(Measurement asked)
    {
        var (precision, recall, scores) = PlainCocoEvaluator.Evaluate(asked.Target, asked.Detections, asked.Parameters);
        var result = CocoEvaluator.Evaluate(asked.Target, asked.Detections, asked.Parameters);
        return (result.Precision.SequenceEqual(precision) && result.Recall.SequenceEqual(recall)
            && result.Scores.SequenceEqual(scores)).ToProperty()
            .Label($"{string.Join(", ", result.Recall)}\n{string.Join(", ", recall)}")
            .Classify(precision.Any(x => x > 0), "found something")
            .Classify(asked.Half && asked.Parameters.Area == DetectionArea.Mask, "masks smaller than boxes")
            .Classify(asked.Parameters.Overlap == OverlapKind.Mask, "masks");
    }

    /// <summary>
    /// A false detection whose mask is half its box: of the range by its mask, out of it by its box, where it would be
    /// ignored.
    /// </summary>
    [Fact]
    public void A_false_detection_counts_in_the_range_of_its_mask()
    {
        Segmentation Rectangle(double x, double y, double width, double height) =>
            PolygonRaster.FillBox(x, y, width, height, 128, 128);
        var target = new CocoAnnotations([new(1, "", 128, 128)], [new(1, "thing")],
            [new(1, 1, 1, 0, 0, 10, 10, 100, false, Rectangle(0, 0, 10, 10))]);
        ImmutableArray<Detection> found = [new(1, 1, 40, 40, 20, 20, 0.9, Rectangle(40, 40, 10, 20)),
            new(1, 1, 0, 0, 10, 10, 0.5, Rectangle(0, 0, 10, 10))];
        double Best(DetectionArea area) =>
            CocoEvaluator.Evaluate(target, found,
                new() { Area = area, IoUThresholds = [0.5], AreaRanges = [new("to 300", 0, 300)] }).Precision.Max();

        Assert.Equal(1, Best(DetectionArea.Box), 1e-9);
        Assert.Equal(0.5, Best(DetectionArea.Mask), 1e-9);
    }

    [Fact]
    public void Recalls_may_be_asked_for_in_any_order()
    {
        Segmentation none = PolygonRaster.FillBox(0, 0, 1, 1, 128, 128);
        var target = new CocoAnnotations([new(1, "", 128, 128)], [new(1, "thing")],
            [new(1, 1, 1, 0, 0, 10, 10, 100, false, none), new(2, 1, 1, 50, 50, 10, 10, 100, false, none)]);
        ImmutableArray<Detection> found = [new(1, 1, 0, 0, 10, 10, 0.9), new(1, 1, 90, 90, 10, 10, 0.8),
            new(1, 1, 50, 50, 10, 10, 0.7)];
        IEnumerable<double> Precision(params ImmutableArray<double> recalls) =>
            CocoEvaluator.Evaluate(target, found,
                new() { IoUThresholds = [0.5], RecallThresholds = recalls, AreaRanges = [AreaRange.All],
                    MaxDetections = [100] }).Precision;

        Assert.Equal([1, 2 / 3.0], Precision(0.25, 0.75), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([2 / 3.0, 1], Precision(0.75, 0.25), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Property]
    public Property Masks_that_fill_their_boxes_score_as_the_boxes(Measurement asked)
    {
        asked = asked with { Half = false };
        EvaluationParameters Of(OverlapKind kind) => asked.Parameters with { Overlap = kind, Area = DetectionArea.Box };
        return Close.Agree(
            [.. CocoEvaluator.Evaluate(asked.Target, asked.Detections, Of(OverlapKind.Mask)).Precision],
            [.. CocoEvaluator.Evaluate(asked.Target, asked.Detections, Of(OverlapKind.Box)).Precision], 0,
            what: "precision");
    }

    [Property]
    public Property Targets_are_counted_once_in_every_range_they_fit(Measurement asked) =>
        Close.All(
            CocoEvaluator.Evaluate(asked.Target, asked.Detections,
                asked.Parameters with { ImageIds = default, CategoryIds = default }).PerSize.Select(
                size =>
                    Close.Agree([size.Targets],
                        [asked.Target.Annotations.Count(one => !one.IsCrowd && !size.Range.Excludes(one.Area))], 0,
                        what: $"ground-truth objects, {size.Range}")));
}
