using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Generators;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Matching;

[Properties(Arbitrary = [typeof(Scenes)], MaxTest = 60)]
public class HungarianMatcherProperties
{
    private static readonly Assignment.Hungarian Plain =
        new(new ClassificationCost.Focal(new CostModulation.None()));
    private static readonly Assignment.Hungarian Paper =
        new(new ClassificationCost.Focal(new CostModulation.RescaledGiou()));

    [Property]
    public Property Each_layer_and_image_is_paired_at_least_cost(Scene scene)
    {
        using var scope = NewDisposeScope();
        var small = scene with { Queries = Math.Min(scene.Queries, 6),
            Counts = [.. scene.Counts.Select(n => Math.Min(n, 7))] };
        var assignments = Match(small, Paper);
        var cost =
            MatchingCost.Evaluate(
                small.Predictions(ScalarType.Float32), small.Targets(ScalarType.Float32), Paper, new Score.Sigmoid())
                .Doubles();
        var gaps = from layer in Enumerable.Range(0, small.Layers)
                   from image in Enumerable.Range(0, small.Images)
                   let square = Square(small.Counts[image], small.Queries, (t, q) =>
                       cost[(layer * small.Total + small.Start(image) + t) * small.Queries + q])
                   let paid = assignments.Layers[layer][image].Pairs.Sum(pair => square[pair.Target, pair.Query])
                   select Math.Abs(paid - BruteForceAssignment.Cheapest(square));
        return gaps.All(gap => gap < 1e-9).ToProperty()
            .Classify(small.Counts.Any(n => n > small.Queries), "more targets than queries")
            .Classify(small.Total == 0, "no targets");
    }

    [Property]
    public bool Pairs_are_injective_and_complete(Scene scene)
    {
        using var scope = NewDisposeScope();
        return Match(scene, Plain).Layers.All(layer => layer.Length == scene.Images && layer.Select((image, i) =>
            image.QueryOfTarget.Length == scene.Counts[i] && image.Count == Math.Min(scene.Counts[i], scene.Queries)
            && image.Pairs.Select(pair => pair.Query).Distinct().Count() == image.Count).All(ok => ok));
    }

    /// <summary>So many pairs that the layers' costs are evaluated one after the other.</summary>
    [Fact]
    public void A_crowd_is_matched_as_its_layers_are_one_by_one()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(8);
        const int Targets = 8_000, Queries = 300;
        var (logits, boxes, further, positions) = (randn(2, 1, Queries, 3), rand(2, 1, Queries, 4) * 0.5 + 0.2,
            rand(2, Targets, Queries), rand(2, Targets, Queries));
        var targets = new Targets(randint(0, 3, [Targets], dtype: int64), rand(Targets, 4) * 0.5 + 0.2, [Targets]);
        Assignments Layers(int first, int count) => HungarianMatcher.Match(
            new(logits.narrow(0, first, count), boxes.narrow(0, first, count)), targets, Paper, new Score.Sigmoid(),
            further: further.narrow(0, first, count), positions: positions.narrow(0, first, count))
            .IfLeft(fault => throw new Xunit.Sdk.XunitException(fault.ToString()));

        var together = Layers(0, 2);
        Assert.Equal(Queries, together.Count);
        for (var layer = 0; layer < 2; layer++)
            Assert.Equal(Layers(layer, 1).Layers[0][0].QueryOfTarget.AsEnumerable(),
                together.Layers[layer][0].QueryOfTarget.AsEnumerable());
    }

    [Property]
    public bool Index_tensors_agree_with_the_assignments(Scene scene)
    {
        using var scope = NewDisposeScope();
        var assignments = Match(scene, Plain);
        var pairs = assignments.ToPairs(scene.Counts, scene.Queries, CPU);
        var expected = from layer in assignments.Layers
                       from image in layer.Select((assignment, i) => (assignment, i))
                       from pair in image.assignment.QueryOfTarget.Select((query, groundTruth) => (query, groundTruth))
                       where pair.query >= 0
                       select ((double)image.i * scene.Queries + pair.query,
                           (double)scene.Start(image.i) + pair.groundTruth);
        return pairs.Slots.Doubles().Zip(pairs.Targets.Doubles()).SequenceEqual(expected)
            && pairs.Slots.shape.SequenceEqual([scene.Layers, assignments.Count]);
    }

    [Property]
    public bool The_stability_score_is_a_percentage_zero_for_equal_matchings_and_blind_to_the_order_of_targets(
        Scene scene)
    {
        using var scope = NewDisposeScope();
        var assignments = Match(scene, Plain);
        var still = new Assignments([.. assignments.Layers.Select(_ => assignments.Layers[0])]);
        var reversed = new Assignments([.. assignments.Layers.Select(layer =>
            layer.Select(image => new ImageAssignment([.. image.QueryOfTarget.Reverse()])).ToImmutableArray())]);
        return StabilityScore.Unstable(still).All(percent => percent == 0)
            && StabilityScore.Unstable(assignments).All(percent => percent is >= 0 and <= 100)
            && StabilityScore.Unstable(assignments).Length == scene.Layers - 1
            && StabilityScore.Count(assignments).SequenceEqual(StabilityScore.Count(reversed));
    }

    [Fact]
    public void One_changed_query_of_ten_is_ten_percent()
    {
        Assignments Two(ImmutableArray<int> a, ImmutableArray<int> b) => new([[new(a)], [new(b)]]);
        var before = Enumerable.Range(0, 10).ToImmutableArray();
        // the paper's own example, §2.4.3
        Assert.Equal([10.0], StabilityScore.Unstable(Two(before, before.SetItem(3, 77))).AsEnumerable());
        Assert.Equal([0.0], StabilityScore.Unstable(Two([], [])).AsEnumerable());
        Assert.Equal([0.0], StabilityScore.Unstable(Two([4, -1], [4, -1])).AsEnumerable());
        Assert.Equal([50.0], StabilityScore.Unstable(Two([4, -1], [-1, -1])).AsEnumerable());
    }

    [Fact]
    public void The_unstable_score_counts_every_image()
    {
        ImmutableArray<ImageAssignment> before = [new([0, 1]), new([2]), new([5])],
        after = [new([0, 1]), new([3]), new([4])];
        Assert.Equal([50.0], StabilityScore.Unstable(new Assignments([before, after])).AsEnumerable());
        Assert.Equal(new StabilityCount(2, 4), StabilityScore.Count(new Assignments([before, after])).Single());
    }

    [Fact]
    public void A_cost_that_is_not_finite_names_its_layer_and_image()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(7, 3, 4, 2, [2, 3], EdgeCase.Ordinary);
        var (predictions, targets) = (scene.Predictions(ScalarType.Float32), scene.Targets(ScalarType.Float32));
        predictions.Boxes[2, 1, 3, 0] = float.NaN;
        var fault = HungarianMatcher.Match(predictions, targets, Paper, new Score.Sigmoid()).Match(_ => null!, f => f);
        Assert.Equal(new NonFiniteCost(2, 1, 0, 3), fault);
        Assert.Contains("layer 2, image 1", fault.Message);
    }

    [Fact]
    public void The_very_first_cost_is_looked_at_too()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(7, 1, 4, 2, [2], EdgeCase.Ordinary);
        var predictions = scene.Predictions(ScalarType.Float32);
        predictions.Boxes[0, 0, 0, 0] = float.NaN;
        Assert.Equal(new NonFiniteCost(0, 0, 0, 0),
            HungarianMatcher.Match(predictions, scene.Targets(ScalarType.Float32), Paper, new Score.Sigmoid())
                .Match(_ => null!, f => f));
    }

    [Fact]
    public void Counts_add_up_and_nothing_counts_nothing()
    {
        Assert.Equal(new StabilityCount(3, 10), new StabilityCount(1, 4) + new StabilityCount(2, 6));
        Assert.Equal(0, new Assignments([]).Count);
        Assert.Equal(2, new Assignments([[new([4, -1]), new([3])], [new([4, -1]), new([3])]]).Count);
    }

    [Fact]
    public void Pairs_give_their_tensors_back()
    {
        using var scope = NewDisposeScope();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var pairs = new MatchedPairs(zeros(3, 2), zeros(3, 2));
        Assert.Equal(2, pairs.Count);
        pairs.Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Equal_assignments_compare_equal_by_content()
    {
        Assert.NotEqual(new Assignments([[new([1])], [new([2])]]), new Assignments([[new([1])], [new([3])]]));

        Assignments One(params int[] queries) => new([[new([.. queries])]]);
        Assert.Equal(One(1, 2), One(1, 2));
        Assert.Equal(One(1, 2).GetHashCode(), One(1, 2).GetHashCode());
        Assert.NotEqual(One(1, 2), One(2, 1));
        Assert.NotEqual(One(1), new Assignments([]));
    }

    [Fact]
    public void Only_the_index_tensors_outlive_the_calls()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(3, 2, 5, 3, [2, 0, 3], EdgeCase.Ordinary);
        var (predictions, targets) = (scene.Predictions(), scene.Targets());
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var assignments = Expect.Right(HungarianMatcher.Match(predictions, targets, Paper, new Score.Sigmoid()));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using var pairs = assignments.ToPairs(targets.Counts, scene.Queries, CPU);
        Assert.Equal(before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Assignments Match(Scene scene, Assignment.Hungarian config) =>
        Expect.Right(HungarianMatcher.Match(
            scene.Predictions(ScalarType.Float32), scene.Targets(ScalarType.Float32), config, new Score.Sigmoid(),
            certify: true));

    private static double[,] Square(int rows, int columns, Func<int, int, double> at)
    {
        var square = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) square[i, j] = at(i, j);
        return square;
    }
}
