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
public class MatchingCostProperties
{
    private static readonly Assignment.Hungarian Plain =
        new(new ClassificationCost.Focal(new CostModulation.None()));
    private static readonly Assignment.Hungarian Paper =
        new(new ClassificationCost.Focal(new CostModulation.RescaledGiou()));
    private static readonly Assignment.Hungarian Scattered =
        new(new ClassificationCost.Focal(new CostModulation.OfficialClassScatter()));
    private static readonly Assignment.Hungarian Official =
        new(new ClassificationCost.Focal(new CostModulation.OfficialClassScatter()),
            Overlap: OverlapArithmetic.OfficialEpsilon);

    [Property]
    public Property The_cost_agrees_with_the_scalar_definition(Scene scene)
    {
        using var scope = NewDisposeScope();
        var worst =
            new[] { Plain, Paper, Scattered, Official }.Select(config =>
                (config.Classification, Difference: Close.Worst(
                    MatchingCost.Evaluate(scene.Predictions(), scene.Targets(), config, new Score.Sigmoid()).Doubles(),
                    Expected(scene, config)))).MaxBy(x => x.Difference.Excess);
        return (worst.Difference.Excess <= 1e-9).ToProperty().Label($"{worst}")
            .Classify(scene.Total == 0, "no targets")
            .Classify(scene.Counts.Any(n => n > scene.Queries), "more targets than queries")
            .Classify(scene.Labels.Distinct().Count() < scene.Total, "a class twice");
    }

    [Property]
    public bool The_cost_is_finite_in_single_and_in_half_precision(Scene scene)
    {
        using var scope = NewDisposeScope();
        return new[] { Plain, Paper, Official }.All(config =>
            new[] { ScalarType.Float32, ScalarType.BFloat16 }.All(type =>
            {
                var cost = MatchingCost.Evaluate(
                    scene.Predictions(type), scene.Targets(ScalarType.Float32), config, new Score.Sigmoid());
                return cost.dtype == ScalarType.Float32 && cost.isfinite().all().item<bool>();
            }));
    }

    [Property]
    public Property Adding_images_to_the_batch_changes_nothing_for_the_others(Scene scene)
    {
        using var scope = NewDisposeScope();
        return Close.All(new[] { Plain, Paper }.SelectMany(config =>
        {
            var together = MatchingCost.Evaluate(scene.Predictions(), scene.Targets(), config, new Score.Sigmoid());
            return Enumerable.Range(0, scene.Images).Select(image => Close.Agree(
                together.slice(1, scene.Start(image), scene.Start(image) + scene.Counts[image], 1).Doubles(),
                MatchingCost.Evaluate(Alone(scene.Predictions(), image), Alone(scene.Targets(), scene, image), config,
                    new Score.Sigmoid())
                    .Doubles(), 1e-12, what: $"image {image}, {config.Classification}"));
        }));
    }

    [Property]
    public Property Permuting_the_queries_permutes_the_cost(Scene scene)
    {
        using var scope = NewDisposeScope();
        var (predictions, order) = (scene.Predictions(), Order(scene.Queries, scene.Seed));
        var permuted = new Predictions(
            predictions.Logits.index_select(2, order), predictions.Boxes.index_select(2, order));
        return Close.All(
            new[] { Plain, Paper, Official }.Select(config =>
                Close.Agree(MatchingCost.Evaluate(permuted, scene.Targets(), config, new Score.Sigmoid()).Doubles(),
                    MatchingCost.Evaluate(predictions, scene.Targets(), config, new Score.Sigmoid())
                        .index_select(2, order).Doubles(), 1e-12,
                    what: $"{config.Classification}")));
    }

    [Property]
    public Property Permuting_the_targets_of_an_image_permutes_the_cost(Scene scene)
    {
        using var scope = NewDisposeScope();
        var (predictions, targets) = (scene.Predictions(), scene.Targets());
        var order = tensor(Enumerable.Range(0, scene.Images).SelectMany(image =>
            Order(scene.Counts[image], scene.Seed + image).Doubles().Select(i => (long)i + scene.Start(image)))
            .ToArray(), ScalarType.Int64);
        var permuted = targets with { Labels = targets.Labels.index_select(0, order),
            Boxes = targets.Boxes.index_select(0, order) };
        return Close.All(
            new[] { Plain, Paper }.Select(config =>
                Close.Agree(MatchingCost.Evaluate(predictions, permuted, config, new Score.Sigmoid()).Doubles(),
                    MatchingCost.Evaluate(predictions, targets, config, new Score.Sigmoid()).index_select(1, order)
                        .Doubles(), 1e-12,
                    what: $"{config.Classification}")));
    }

    [Property]
    public Property A_perfect_box_makes_the_modulated_cost_the_focal_cost(Scene scene)
    {
        using var scope = NewDisposeScope();
        if (scene.Total == 0 || scene.TargetBoxes.Any(box => ScalarBoxes.Area(box) == 0)) return true.ToProperty();
        var predictions = new Predictions(
            scene.Predictions().Logits,
            tensor(scene.TargetBoxes[0].Numbers).expand(scene.Layers, scene.Images, scene.Queries, 4));
        var (paper, plain) = (MatchingCost.Evaluate(predictions, scene.Targets(), Paper, new Score.Sigmoid()),
            MatchingCost.Evaluate(predictions, scene.Targets(), Plain, new Score.Sigmoid()));
        return Close.Agree(paper.select(1, 0).Doubles(), plain.select(1, 0).Doubles(), 1e-9);
    }

    [Property]
    public bool The_class_cost_falls_with_the_score_and_with_the_overlap(
        NormalFloat first, NormalFloat second, NormalFloat place)
    {
        using var scope = NewDisposeScope();
        var (low, high) = (Math.Min(first.Get, second.Get), Math.Max(first.Get, second.Get));
        var (near, far) = (0.5, 0.5 + Math.Abs(place.Get) % 0.5);
        double Cost(double logit, double cx) => MatchingCost.Evaluate(
            new(tensor(new[] { logit }, [1, 1, 1, 1]), tensor(new[] { cx, 0.5, 0.2, 0.2 }, [1, 1, 1, 4])),
            new(tensor(new[] { 0L }), tensor(new[] { 0.5, 0.5, 0.2, 0.2 }, [1, 4]), [1]),
            Paper with { BoxCost = 0, GiouCost = 0 }, new Score.Sigmoid()).Doubles()[0];
        return Cost(high, near) <= Cost(low, near) + 1e-12 && Cost(low, near) <= Cost(low, far) + 1e-12;
    }

    [Fact]
    public void The_official_scatter_leaks_between_images_where_the_paper_does_not()
    {
        using var scope = NewDisposeScope();
        // One class, two images, one target each. Image 0: query 0 lies on its target, query 1 where image 1 has its
        // target.
        var (here, there) = (new[] { 0.2f, 0.2f, 0.2f, 0.2f }, new[] { 0.8f, 0.8f, 0.2f, 0.2f });
        var predictions = new Predictions(
            zeros(1, 2, 2, 1), tensor((float[])[.. here, .. there, .. here, .. there], [1, 2, 2, 4]));
        var together = new Targets(tensor(new[] { 0L, 0L }), tensor((float[])[.. here, .. there], [2, 4]), [1, 1]);
        var alone = new Targets(tensor(new[] { 0L }), tensor(here, [1, 4]), [1, 0]);
        double[] Costs(Targets targets, Assignment.Hungarian config) =>
            MatchingCost.Evaluate(
                predictions, targets, config with { BoxCost = 0, GiouCost = 0 }, new Score.Sigmoid())[0, 0].Doubles();
        // √((1 − 0.875)/2) = ¼
        var (full, quarter) = (2 * ScalarCost.Focal(0.5, 0.25, 2), 2 * ScalarCost.Focal(0.125, 0.25, 2));
        Close.To(Costs(alone, Paper), [full, quarter], 1e-5);
        Close.To(Costs(together, Paper), [full, quarter], 1e-5);
        Close.To(Costs(alone, Official), [full, quarter], 1e-3);
        // the wrong query wins
        Close.To(Costs(together, Official), [quarter, full], 1e-3);
    }

    /// <summary>
    /// Found by the property above: the configured ε is a single, 6e-9 of itself below 1e-8, and a saturated score
    /// shows it.
    /// </summary>
    [Fact]
    public void A_saturated_score_costs_the_logarithm_of_the_configured_epsilon()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(860234, 1, 1, 1, [1], EdgeCase.ExtremeScores);
        Close.To(MatchingCost.Evaluate(scene.Predictions(), scene.Targets(), Plain, new Score.Sigmoid()).Doubles(),
            Expected(scene, Plain), 1e-9);
    }

    [Fact]
    public void A_batch_without_targets_has_an_empty_cost_of_its_layers_and_queries()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(3, 2, 5, 3, [0, 0, 0], EdgeCase.Ordinary);
        Assert.Equal([2, 0, 5],
            MatchingCost.Evaluate(scene.Predictions(), scene.Targets(), Paper, new Score.Sigmoid()).shape);
    }

    [Fact]
    public void Exactly_the_result_outlives_the_call_on_the_predictions_device()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(3, 2, 5, 3, [2, 0, 3], EdgeCase.Ordinary);
        var (predictions, targets) = (scene.Predictions(), scene.Targets());
        var (ghosts, ghostTargets) =
            (new Predictions(predictions.Logits.to(META), predictions.Boxes.to(META)), targets.To(META));
        foreach (var config in new[] { Plain, Paper, Official })
        {
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            using (MatchingCost.Evaluate(predictions, targets, config, new Score.Sigmoid()))
                Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            using var cost = MatchingCost.Evaluate(ghosts, ghostTargets, config, new Score.Sigmoid());
            Assert.Equal(DeviceType.META, cost.device_type);
            Assert.Equal([2, 5, 5], cost.shape);
        }
    }

    private static double[] Expected(Scene scene, Assignment.Hungarian config) =>
        [.. from layer in Enumerable.Range(0, scene.Layers)
            from image in Enumerable.Range(0, scene.Images)
            from groundTruth in Enumerable.Range(scene.Start(image), scene.Counts[image])
            from query in Enumerable.Range(0, scene.Queries)
            select ScalarCost.Of(scene, config, layer, image, query, groundTruth)];

    private static Predictions Alone(Predictions all, int image) =>
        new(all.Logits.slice(1, image, image + 1, 1), all.Boxes.slice(1, image, image + 1, 1));

    private static Targets Alone(Targets all, Scene scene, int image) => new(
        all.Labels.slice(0, scene.Start(image), scene.Start(image) + scene.Counts[image], 1),
        all.Boxes.slice(0, scene.Start(image), scene.Start(image) + scene.Counts[image], 1), [scene.Counts[image]]);

    private static Tensor Order(int length, int seed)
    {
        var order = Enumerable.Range(0, length).Select(i => (long)i).ToArray();
        new Random(seed).Shuffle(order);
        return tensor(order, ScalarType.Int64);
    }
}
