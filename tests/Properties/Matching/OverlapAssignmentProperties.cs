using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Matching;

/// <summary>Properties of the assignment by overlap.</summary>
public class OverlapAssignmentProperties
{
    /// <summary>Boxes on a coarse grid: ties, equal boxes and targets that nothing overlaps are common.</summary>
    public sealed record Scene(ImmutableArray<double[]> Queries, ImmutableArray<double[]> Targets, int Most)
    {
        public override string ToString() =>
            $"queries {string.Join(" ", Queries.Select(Text))}, targets {string.Join(" ", Targets.Select(Text))}, at "
            + $"most {Most}";

        private static string Text(double[] box) => $"[{string.Join(", ", box)}]";
    }

    public static class Scenes
    {
        private static Gen<double[]> Box =>
            from centre in Gen.Choose(1, 7).ArrayOf(2)
            from size in Gen.Choose(1, 4).ArrayOf(2)
            select (double[])[centre[0] / 8.0, centre[1] / 8.0, size[0] / 8.0, size[1] / 8.0];

        public static Arbitrary<Scene> Any() => (
            from queries in Box.ArrayOf().Where(boxes => boxes.Length is > 0 and < 15)
            from groundTruths in Box.ArrayOf().Where(boxes => boxes.Length is > 0 and < 5)
            from most in Gen.Choose(1, 3)
            select new Scene([.. queries], [.. groundTruths], most)).ToArbitrary();
    }

    [Property(MaxTest = 100, Arbitrary = [typeof(Scenes)])]
    public Property It_agrees_with_the_definition(Scene scene)
    {
        using var scope = NewDisposeScope();
        var expected = Plain(scene, 0.5).Order().ToArray();
        var actual = Of(scene, 0.5).Order().ToArray();
        return expected.SequenceEqual(actual)
            .Label($"expected {string.Join(" ", expected)}\nactual   {string.Join(" ", actual)}")
            .Classify(actual.GroupBy(pair => pair.Target).Any(group => group.Count() > 1),
                "several queries for a target")
            .Classify(actual.Length < scene.Targets.Length, "a target without a query");
    }

    [Property(MaxTest = 30, Arbitrary = [typeof(Scenes)])]
    public void No_query_answers_twice_and_no_target_is_answered_more_often_than_it_may(Scene scene)
    {
        using var scope = NewDisposeScope();
        var pairs = Of(scene, 0.3);
        Assert.Equal(pairs.Length, pairs.Select(pair => pair.Query).Distinct().Count());
        Assert.All(pairs.GroupBy(pair => pair.Target), group => Assert.InRange(group.Count(), 1, scene.Most));
    }

    /// <summary>
    /// Two targets and three queries, worked by hand: the first target takes its two best, the second the only one near
    /// it.
    /// </summary>
    [Fact]
    public void Every_layer_is_matched_to_the_same_queries_and_a_pair_counts_as_one_of_the_targets()
    {
        using var scope = NewDisposeScope();
        var config = DeformableZoo.DetaTiny;
        var starts =
            tensor(new[,] { { 0.5f, 0.5f, 0.4f, 0.4f }, { 0.5f, 0.5f, 0.4f, 0.36f }, { 0.2f, 0.2f, 0.1f, 0.1f } })
                .unsqueeze(0);
        var targets = new Targets(tensor(new long[] { 1, 0 }),
            tensor(new[,] { { 0.5f, 0.5f, 0.4f, 0.4f }, { 0.22f, 0.2f, 0.1f, 0.1f } }), [2]);
        var boxes = starts.unsqueeze(0).expand(2, -1, -1, -1);
        var output = new DetectorOutput(new Predictions(zeros(2, 1, 3, 3), boxes, starts), default, []);
        using var report = Expect.Right(Criterion.Evaluate(output, targets, default, config));

        Assert.Equal([0, 2, 1, -1, -1, -1, -1, -1], report.Assignments.Layers[0][0].QueryOfTarget.ToArray());
        Assert.Equal(report.Assignments.Layers[0], report.Assignments.Layers[1]);
        Assert.All(report.Stability, count => Assert.Equal(0, count.Changed));
        // L1 of the pairs: 0, 0.04 of the second query's height, 0.02 of the third's centre; 5 × 0.06 / 2 targets.
        Assert.Equal(0.15, report.Terms().Single(term => term.Name == "loss_bbox").Value, 5);
    }

    private static (int Query, int Target)[] Of(Scene scene, double least)
    {
        Tensor Boxes(ImmutableArray<double[]> boxes) =>
            tensor(boxes.SelectMany(box => box.Select(x => (float)x)).ToArray()).view(-1, 4);
        var targets = new Targets(
            zeros(scene.Targets.Length, ScalarType.Int64), Boxes(scene.Targets), [scene.Targets.Length]);
        var image = Assert.Single(OverlapAssignment.Of(Boxes(scene.Queries).unsqueeze(0), targets, least, scene.Most));
        Assert.Equal(scene.Targets.Length * scene.Most, image.QueryOfTarget.Length);
        return [.. image.Pairs.Select(pair => (pair.Query, pair.Target % scene.Targets.Length))];
    }

    private static IEnumerable<(int Query, int Target)> Plain(Scene scene, double least)
    {
        double Iou(int query, int groundTruth) => (float)PlainIou(scene.Queries[query], scene.Targets[groundTruth]);
        var (queries, groundTruths) =
            (Enumerable.Range(0, scene.Queries.Length), Enumerable.Range(0, scene.Targets.Length).ToArray());
        var own = queries.ToDictionary(
            query => query, query => groundTruths.MaxBy(groundTruth => Iou(query, groundTruth)));
        var positive = queries.Where(query => Iou(query, own[query]) >= least
            || groundTruths.Any(groundTruth => Iou(query, groundTruth) > 0
                && queries.All(other => Iou(other, groundTruth) <= Iou(query, groundTruth)))).ToList();
        return groundTruths.SelectMany(groundTruth => positive.Where(query => own[query] == groundTruth)
            .OrderByDescending(query => Iou(query, groundTruth)).ThenBy(query => query).Take(scene.Most)
            .Select(query => (query, groundTruth)));
    }

    // Eighths are exact, so that ties are.
    private static double PlainIou(double[] a, double[] b)
    {
        double Side(int axis) =>
            Math.Max(0, Math.Min(a[axis] + a[axis + 2] / 2, b[axis] + b[axis + 2] / 2)
                - Math.Max(a[axis] - a[axis + 2] / 2, b[axis] - b[axis + 2] / 2));
        var intersection = Side(0) * Side(1);
        return intersection / (a[2] * a[3] + b[2] * b[3] - intersection);
    }
}
