using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Properties.Evaluation;

/// <summary>A box of an image and class; boxes lie on a coarse grid so that they meet often.</summary>
public sealed record SceneBox(int Image, int Class, int X, int Y, int Size, int Score, bool Crowd)
{
    public Detection ToDetection() => new(Image, Class, X, Y, Size, Size, Score / 1000.0);
}

public sealed record Scene(ImmutableArray<SceneBox> Targets, ImmutableArray<SceneBox> Found)
{
    public CocoAnnotations Target => new(
        [.. Enumerable.Range(0, 3).Select(id => new CocoImage(id, "", 100, 100))], [new(0, "a"), new(1, "b")],
        [.. Targets.Select((box, i) => new CocoAnnotation(
            i + 1, box.Image, box.Class, box.X, box.Y, box.Size, box.Size, box.Size * box.Size, box.Crowd, default))]);

    public ImmutableArray<Detection> Detections => [.. Found.Select(box => box.ToDetection())];

    public EvaluationResult Evaluate() => CocoEvaluator.Evaluate(Target, Detections, EvaluationParameters.Boxes);
}

public static class Scenes
{
    private static readonly Gen<SceneBox> Box =
        from image in Gen.Choose(0, 2)
        from kind in Gen.Choose(0, 1)
        from x in Gen.Choose(0, 4)
        from y in Gen.Choose(0, 2)
        from size in Gen.Elements(10, 12, 20, 40, 100)
        from score in Gen.Choose(100, 109)
        from crowd in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new SceneBox(image, kind, 4 * x, 4 * y, size, score, crowd);

    public static Arbitrary<SceneBox> One() => Box.ToArbitrary();

    public static Arbitrary<Scene> Any() => Arb.From(
        from targets in Gen.Choose(0, 8).SelectMany(n => Gen.ListOf(Box, n))
        from found in Gen.Choose(0, 12).SelectMany(n => Gen.ListOf(Box, n))
        select new Scene([.. targets], [.. found]), Smaller);

    /// <summary>One ground truth or one detection fewer.</summary>
    internal static IEnumerable<Scene> Smaller(Scene scene) =>
    [
        .. scene.Found.Select((_, at) => scene with { Found = scene.Found.RemoveAt(at) }),
        .. scene.Targets.Select((_, at) => scene with { Targets = scene.Targets.RemoveAt(at) }),
    ];
}

[Properties(Arbitrary = [typeof(Scenes)], MaxTest = 200)]
public class CocoEvaluatorProperties
{
    [Property]
    public Property A_later_least_sure_detection_never_lowers_a_metric(Scene scene, SceneBox extra)
    {
        extra = extra with { Score = 1 };
        var (before, after) = (scene.Evaluate().Metrics,
            (scene with { Found = scene.Found.Add(extra) }).Evaluate().Metrics);
        return before.Values.Zip(after.Values, (x, y) => y >= x - 1e-12).All(kept => kept).ToProperty()
            .Label($"{before}\n{after}").Classify(before != after, "raised");
    }

    [Property]
    public Property Targets_found_exactly_score_one(Scene scene)
    {
        var found = scene.Targets.Where(box => !box.Crowd).DistinctBy(box => box with { Score = 0 }).ToImmutableArray();
        var result = new Scene(found, found).Evaluate();
        return result.PerClass.All(one => one.Targets == 0
            ? one.Metrics.AP == -1
            : Math.Abs(one.Metrics.AP - 1) < 1e-9 && one.Metrics.AR100 == 1).ToProperty()
            .Label(string.Join("\n", result.PerClass)).Classify(found.IsEmpty, "empty");
    }

    [Property]
    public Property Every_number_is_a_fraction_or_undefined(Scene scene)
    {
        var result = scene.Evaluate();
        return result.Precision.Concat(result.Recall).Concat(result.Metrics.Values)
            .All(x => x is -1 or >= 0 and <= 1 + 1e-12).ToProperty()
            .And(result.PerClass.All(one => (one.Metrics.AP == -1) == (one.Targets == 0)));
    }

    [Property]
    public bool Image_order_in_the_file_changes_nothing(Scene scene) =>
        CocoEvaluator.Evaluate(scene.Target with { Images = [.. scene.Target.Images.Reverse()] }, scene.Detections,
            EvaluationParameters.Boxes)
            .Precision.SequenceEqual(scene.Evaluate().Precision);

    [Property]
    public bool A_class_scores_the_same_alone(Scene scene)
    {
        var alone = CocoEvaluator.Evaluate(
            scene.Target, scene.Detections,
            EvaluationParameters.Boxes with { CategoryIds = ImmutableArray.Create(1L) });
        return alone.PerClass.Single() == scene.Evaluate().PerClass[1];
    }

    [Property]
    public bool Order_is_stable_and_downward(double[] scores)
    {
        scores = [.. scores.Concat(scores).Concat([0.0, -0.0, double.NaN, 1, 1])];
        var (keys, order) = (new ulong[scores.Length], new int[scores.Length]);
        StableOrder.Descending(scores, keys, order);
        return order.SequenceEqual(Enumerable.Range(0, scores.Length)
            .OrderBy(i => double.IsNaN(scores[i])).ThenByDescending(i => double.IsNaN(scores[i]) ? 0 : scores[i]));
    }

    [Theory]
    [InlineData(0, "all small")]
    [InlineData(1023.5, "all small")]
    [InlineData(1024, "all small medium")]
    [InlineData(1024.5, "all medium")]
    [InlineData(9216, "all medium large")]
    [InlineData(9216.5, "all large")]
    [InlineData(1e10, "all large")]
    [InlineData(1.5e10, "")]
    public void An_object_on_the_border_of_two_sizes_counts_in_both(double area, string sizes) => Assert.Equal(
        sizes,
        string.Join(' ',
            new[] { AreaRange.All, AreaRange.Small, AreaRange.Medium, AreaRange.Large }.Where(range =>
                !range.Excludes(area)).Select(range => range.Name)));

    [Theory]
    [InlineData(50, 391, "781fac92daec9d755014351c058f1949b2e72b9373836357001a49e0a40fa7a2",
        "4f429a57614c66f63a781383651568592d282eb20d35f3409ac96ef659d967cf",
        "699829bbf2413ae54236a1de7911c8fc4409142866a3b447723b3fad6637ccd9")]
    [InlineData(5000, 37185, "9d649975bd90bf16bf3f3e2c0f321f29766c47a7b83f197582911513f9ccede4",
        "ad993ba424aa0ece0587767ce73b1593802f000508f9b2b44ac5c49f910ce577",
        "a7850c1a07b73b09792eaec6d84982d5112310c471d3827e88d13922d2b0cfd1")]
    public void The_large_workload_gives_the_toolbox_s_arrays(
        int images, int targets, string precision, string recall, string scores)
    {
        var (target, detections) = SpeedScenes.Make(images);
        var result = CocoEvaluator.Evaluate(target, detections, EvaluationParameters.Boxes);
        Assert.Equal(targets, target.Annotations.Length);
        Assert.Equal((precision, recall, scores), (
            CocoEvaluatorGoldenTests.Sha256(result.Precision), CocoEvaluatorGoldenTests.Sha256(result.Recall),
            CocoEvaluatorGoldenTests.Sha256(result.Scores)));
    }
}
