using System.Collections.Immutable;
using System.Reflection;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Generators;
using StableDino.Properties.Model;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties;

/// <summary>After any pure function exactly its results are alive (DESIGN §7): native memory has one owner.</summary>
public class OwnershipTests
{
    private static readonly string[] Pure = ["StableDino.Foundation", "StableDino.Objective"];

    /// <summary>Each public function once or more, with how many tensors it hands out.</summary>
    private static IEnumerable<(string Function, int Results, Action Call)> Calls(Scene scene)
    {
        var (predictions, targets) = (scene.Predictions(), scene.Targets());
        var (cxcywh, other) = (new CxcywhBoxes(predictions.Boxes[0, 0]), new CxcywhBoxes(predictions.Boxes[0, 1]));
        var (a, b) = (BoxConversion.ToXyxy(cxcywh), BoxConversion.ToXyxy(other));
        var pairs = new MatchedPairs(zeros(scene.Layers, 2, ScalarType.Int64) + tensor(new[] { 0L, 3 }),
            zeros(scene.Layers, 2, ScalarType.Int64) + tensor(new[] { 0L, 1 }));
        var (boxes, groundTruths) = (new CxcywhBoxes(rand(3, 2, 4)), new CxcywhBoxes(rand(3, 2, 4)));
        var (goals, goal, places) =
            (full([scene.Layers, 2], 0.5), ones(scene.Layers, 1), zeros(scene.Layers, 2, ScalarType.Int64));
        var config = new BranchConfig.ContrastiveDenoising(
            new NegativeNoise.Contrastive(), new LossConfig(new ClassificationLoss.Plain()), Queries: 4);
        var generator = new Generator(1, CPU);
        var draws = ContrastiveDenoising.Draw(targets, config, scene.Classes, generator);
        var noised = ContrastiveDenoising.Prepare(targets, config, scene.Classes, draws).Value();
        var counted = ones(scene.Images, scene.Queries, ScalarType.Bool);
        var focal = new ClassTerm.Focal();

        yield return ("BoxOverlap.Area", 1, () => BoxOverlap.Area(a));
        foreach (var how in Enum.GetValues<OverlapArithmetic>())
        {
            yield return ("BoxOverlap.Iou", 1, () => BoxOverlap.Iou(a, b, how));
            yield return ("BoxOverlap.Giou", 1, () => BoxOverlap.Giou(a, b, how));
            yield return ("BoxOverlap.PairwiseIou", 1, () => BoxOverlap.PairwiseIou(a, b, how));
            yield return ("BoxOverlap.PairwiseGiou", 1, () => BoxOverlap.PairwiseGiou(a, b, how));
            yield return ("GiouLoss.Sum", 1, () => GiouLoss.Sum(boxes, groundTruths, how));
            yield return ("BestOverlap.PerImage", 1, () => BestOverlap.PerImage(predictions.Boxes, targets, how));
        }

        yield return ("BoxConversion.ToXyxy", 1, () => BoxConversion.ToXyxy(cxcywh));
        yield return ("BoxConversion.ToCxcywh", 1, () => BoxConversion.ToCxcywh(a));
        yield return ("BoxClip.To", 1, () => BoxClip.To(a, 0.5, 0.5));
        yield return ("BestOverlap.PerImage", 1,
            () => BestOverlap.PerImage(predictions.Boxes, targets, OverlapArithmetic.Exact, counted));
        foreach (var modulation in new CostModulation[] { new CostModulation.None(), new CostModulation.RescaledGiou(),
            new CostModulation.OfficialClassScatter() })
            foreach (var score in new Score[] { new Score.Sigmoid(), new Score.Softmax() })
                foreach (var cost in new ClassificationCost[]
                    { new ClassificationCost.Focal(modulation), new ClassificationCost.NegativeProbability() })
                    yield return ("MatchingCost.Evaluate", 1,
                        () => MatchingCost.Evaluate(predictions, targets, new(cost), score));
        yield return ("BoxL1Loss.Sum", 1, () => BoxL1Loss.Sum(boxes, groundTruths));
        yield return ("CrossEntropyLoss.Mean", 1,
            () => CrossEntropyLoss.Mean(predictions.Logits, pairs, targets.Labels, 0.1));
        yield return ("FocalLoss.Sum", 1, () => FocalLoss.Sum(predictions.Logits, pairs, targets.Labels, 0.25, 2));
        foreach (var arithmetic in Enum.GetValues<LogArithmetic>())
        {
            yield return ("PositionSupervisedLoss.Sum", 1,
                () =>
                    PositionSupervisedLoss.Sum(predictions.Logits, pairs, targets.Labels, goals, 0.25, 2, arithmetic));
            yield return ("TargetRescaling.Lift", 1, () => TargetRescaling.Lift(goals, places, goal, arithmetic));
        }

        yield return ("BranchLosses.Sums", 1, () => BranchLosses.Sums(predictions, pairs, targets, focal));
        foreach (var target in new PositionalTarget[] { new PositionalTarget.Power(),
            new PositionalTarget.Exponential(), new PositionalTarget.Sine(), new PositionalTarget.ScoreMixed() })
            yield return ("PositionalTargets.Of", 1, () => PositionalTargets.Of(target, goals, goals));
        yield return ("Criterion.Evaluate", 2,
            () => Criterion.Evaluate(new(predictions, default, []), targets, default, StableDinoZoo.DinoR50));
        yield return ("ContrastiveDenoising.Draw", 4,
            () => ContrastiveDenoising.Draw(targets, config, scene.Classes, generator));
        yield return ("ContrastiveDenoising.Prepare", 2,
            () => ContrastiveDenoising.Prepare(targets, config, scene.Classes, draws));
        var groups = new BranchConfig.DenoisingGroups(config.Losses);
        yield return ("GroupDenoising.Draw", 4, () => GroupDenoising.Draw(targets, groups, scene.Classes, generator));
        var shifts = GroupDenoising.Draw(targets, groups, scene.Classes, generator);
        yield return ("GroupDenoising.Prepare", 2, () => GroupDenoising.Prepare(targets, groups, shifts));
        yield return ("DenoisingQueries.Draw", 2,
            () => DenoisingQueries.Draw(StableDinoZoo.DinoR50, targets, scene.Classes, generator));
        yield return ("ContrastiveDenoising.Positives", 2,
            () => ContrastiveDenoising.Positives(noised, targets.Counts));
        yield return ("Logit.Of", 1, () => Logit.Of(goals));
        var (masks, shades, points) = (randn(3, 7), rand(2, 7), rand(3, 7, 2));
        yield return ("MaskCost.CrossEntropy", 1, () => MaskCost.CrossEntropy(masks, shades));
        yield return ("MaskCost.Dice", 1, () => MaskCost.Dice(masks, shades));
        yield return ("MaskOverlap.Iou", 1, () => MaskOverlap.Iou(masks, shades));
        yield return ("MaskPointLoss.CrossEntropySum", 1, () => MaskPointLoss.CrossEntropySum(masks, masks));
        yield return ("MaskPointLoss.DiceSum", 1, () => MaskPointLoss.DiceSum(masks, masks));
        var (maps, chosen, place) = (randn(3, 5, 6), new MaskPointDraws(points, points), points[0]);
        yield return ("MaskPoints.Sample", 1, () => MaskPoints.Sample(maps, points));
        yield return ("MaskPoints.SampleMap", 1, () => MaskPoints.SampleMap(maps, place));
        var inside = maps.gt(0);
        yield return ("TightBoxes.Of", 1, () => TightBoxes.Of(inside));
        var positive = new BranchConfig.PositiveDenoising(config.Losses);
        yield return ("PositiveDenoising.Draw", 4,
            () => PositiveDenoising.Draw(targets, positive, scene.Classes, generator));
        var noise = PositiveDenoising.Draw(targets, positive, scene.Classes, generator);
        yield return ("PositiveDenoising.Prepare", 2, () => PositiveDenoising.Prepare(targets, positive, noise, 1e-5));
        yield return ("MaskPoints.Choose", 1, () => MaskPoints.Choose(maps, chosen, 2));
        var deviations = ImmutableArray.Create(0.1f, 0.1f, 0.2f, 0.2f);
        yield return ("BoxDeltas.Encode", 1, () => BoxDeltas.Encode(a.Values, b.Values, deviations));
        yield return ("BoxDeltas.Decode", 1, () => BoxDeltas.Decode(a.Values, b.Values, deviations));
        var (levels, shapes) =
            (ImmutableArray.Create(new LevelShape(3, 4, 0), new LevelShape(2, 2, 12)), new AnchorShapes([1f]));
        yield return ("AnchorGrid.Of", 1, () => AnchorGrid.Of(levels, [8, 16], shapes, CPU));
        yield return ("AnchorGrid.Inside", 1, () => AnchorGrid.Inside(levels, [8, 16], shapes, [new(20, 30)], CPU));
        var (anchors, inside16, pixels) =
            (AnchorGrid.Of(levels, [8, 16], shapes, CPU), ones(16, ScalarType.Bool), a.Values * 32);
        yield return ("AtssAssignment.Of", 1, () => AtssAssignment.Of(anchors, inside16, [12, 4], pixels, 4));
        yield return ("ThresholdAssignment.Of", 1, () => ThresholdAssignment.Of(anchors, pixels, 0.3, 0.7));
        yield return ("ThresholdAssignment.Of", 1, () => ThresholdAssignment.Of(anchors, pixels, 0.3, 0.7, 0.3));
        var assigned = tensor(new[] { -1L, 0, 2, -2, -1, 1 });
        var inOrder = MemoryMaps.Shuffle(default, head: 0);
        yield return ("BalancedSample.Of", 2, () => BalancedSample.Of(assigned, 3, 0.5, inOrder));
        yield return ("BalancedSample.Of", 2, () => BalancedSample.Of(assigned, 16, 0.5, inOrder));
        var (given, corners) =
            (cat([tensor(new[] { 0L, 1, -1, -2 }), full([28], -1L, ScalarType.Int64)], 0).view(2, 16),
                a.Values.narrow(0, 0, 1).expand(targets.Total, 4) * 32);
        var ofAnchors = new HeadPredictions.OfAnchors(0, [new(20, 30), new(20, 30)], given, anchors, given,
            randn(2, 16, scene.Classes), anchors.expand(2, -1, -1), randn(2, 16));
        yield return ("HeadLosses.OfAnchors", 1, () => HeadLosses.OfAnchors(ofAnchors, targets, corners));
        var ofRegions = new HeadPredictions.OfRegions(
            0, ofAnchors.Sizes, given, anchors, given, randn(2, 16), randn(2, 16, 4), given.flatten(),
            randn(32, scene.Classes + 1), anchors.repeat(2, 1).unsqueeze(1).expand(-1, scene.Classes, -1));
        yield return ("HeadLosses.OfRegions", 1, () => HeadLosses.OfRegions(ofRegions, targets, corners));
    }

    [Fact]
    public void Exactly_the_results_of_a_pure_function_outlive_it()
    {
        using var scope = NewDisposeScope();
        foreach (var (function, results, call) in Calls(new Scene(11, 3, 5, 3, [2, 1], EdgeCase.Ordinary)))
        {
            // anything made once, lazily, is made now
            call();
            using var inner = NewDisposeScope();
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            call();
            Assert.True(before + results == DisposeScopeManager.Statistics.ThreadTotalLiveCount,
                $"{function}: {DisposeScopeManager.Statistics.ThreadTotalLiveCount - before} tensors outlive it, "
                + $"{results} are its results");
        }
    }

    /// <summary>
    /// Whoever adds a public function that hands out tensors to the pure folders adds it to <see cref="Calls"/>.
    /// </summary>
    [Fact]
    public void Every_public_pure_tensor_function_is_asked()
    {
        using var scope = NewDisposeScope();
        static bool HandsOut(Type type) =>
            type == typeof(Tensor) || type == typeof(LossReport) || type == typeof(DenoisingDraws)
            || type == typeof(NoisedTargets)
                || type == typeof(XyxyBoxes) || type == typeof(CxcywhBoxes) || type == typeof(MatchedPairs)
            || (type.IsGenericType && type.GetGenericArguments().Any(HandsOut));
        var functions = typeof(BoxOverlap).Assembly.GetExportedTypes()
            .Where(type => Pure.Contains(type.Namespace) && type is { IsAbstract: true, IsSealed: true }
                && type != typeof(Scoped))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Where(method => HandsOut(method.ReturnType)).Select(method => $"{type.Name}.{method.Name}"))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(functions, Calls(new Scene(11, 3, 5, 3, [2, 1], EdgeCase.Ordinary)).Select(call => call.Function)
            .Distinct().Order(StringComparer.Ordinal));
    }
}
