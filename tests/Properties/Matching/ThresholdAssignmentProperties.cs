using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Objective;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Matching;

[Properties(Arbitrary = [typeof(Scenes)], MaxTest = 100)]
public class ThresholdAssignmentProperties
{
    /// <summary>Corner boxes on a coarse grid: equal boxes and equal overlaps are common.</summary>
    public sealed record Scene(
        ImmutableArray<double[]> Boxes, ImmutableArray<double[]> Targets, double Low, double High, double? LeastBest)
    {
        public override string ToString() =>
            $"boxes {string.Join(" ", Boxes.Select(Text))}, targets {string.Join(" ", Targets.Select(Text))}, {Low}, "
            + $"{High}, {LeastBest}";

        private static string Text(double[] box) => $"[{string.Join(", ", box)}]";
    }

    public static class Scenes
    {
        private static Gen<double[]> Box =>
            from corner in Gen.Choose(0, 6).ArrayOf(2)
            from sides in Gen.Choose(1, 5).ArrayOf(2)
            select (double[])[corner[0], corner[1], corner[0] + sides[0], corner[1] + sides[1]];

        public static Arbitrary<Scene> Any() => (
            from boxes in Box.ListOf()
            from targets in Box.ListOf()
            from same in Gen.Choose(0, 2)
            from thresholds in Gen.Elements((0.3, 0.7), (0.5, 0.5), (0.25, 0.5))
            from best in Gen.Elements<double?>(null, 0.3, 0.1, 0)
            select new Scene([.. boxes.Take(12), .. targets.Take(same)], [.. targets.Take(5)], thresholds.Item1,
                thresholds.Item2, best)).ToArbitrary();
    }

    [Property]
    public Property It_agrees_with_the_definition(Scene scene)
    {
        using var scope = NewDisposeScope();
        var (expected, actual) = (Plain(scene), Of(scene));
        return expected.SequenceEqual(actual)
            .Label($"expected {string.Join(" ", expected)}\nactual   {string.Join(" ", actual)}")
            .Classify(scene.Boxes.IsEmpty, "no box")
            .Classify(scene.Targets.IsEmpty, "no target")
            .Classify(actual.Contains(-2), "some neither")
            .Classify(!expected.SequenceEqual(Plain(scene with { LeastBest = null })), "the best of some target");
    }

    [Property]
    public bool Positives_overlap_their_target_by_the_upper_threshold_or_as_its_best(Scene scene)
    {
        using var scope = NewDisposeScope();
        return Of(scene).Select((target, box) => target < 0 || Overlap(scene, box, target) >= (float)scene.High
            || (scene.LeastBest is { } least && Overlap(scene, box, target) >= (float)least
                && Enumerable.Range(0, scene.Boxes.Length)
                    .All(other => Overlap(scene, other, target) <= Overlap(scene, box, target)))).All(held => held);
    }

    [Property]
    public bool Every_target_has_its_best_box_unless_a_later_target_took_it(Scene scene)
    {
        if (scene.LeastBest is not { } least) return true;
        using var scope = NewDisposeScope();
        var assigned = Of(scene);
        var boxes = Enumerable.Range(0, scene.Boxes.Length).ToArray();
        return Enumerable.Range(0, scene.Targets.Length).All(target => boxes.All(box => assigned[box] >= target
            || Overlap(scene, box, target) < (float)least
            || boxes.Any(other => Overlap(scene, other, target) > Overlap(scene, box, target))));
    }

    [Property]
    public bool It_does_not_matter_how_many_targets_are_looked_at_together(Scene scene, byte atOnce)
    {
        using var scope = NewDisposeScope();
        var together = ThresholdAssignment.Of(
            Boxes(scene.Boxes), Boxes(scene.Targets), scene.Low, scene.High, scene.LeastBest, 1 + atOnce % 3);
        return together.data<long>().ToArray().SequenceEqual(Of(scene));
    }

    [Property]
    public bool Another_order_of_boxes_is_another_order_of_the_answer(Scene scene, byte seed)
    {
        using var scope = NewDisposeScope();
        int[] order = [.. Enumerable.Range(0, scene.Boxes.Length)];
        new Random(seed).Shuffle(order);
        var before = Of(scene);
        return Of(scene with { Boxes = [.. order.Select(box => scene.Boxes[box])] })
            .SequenceEqual(order.Select(box => before[box]));
    }

    /// <summary>
    /// The first box overlaps the first target by 0.8 and the second by 0.6; the second target, which comes later, has
    /// no better.
    /// </summary>
    [Fact]
    public void A_targets_best_box_is_its_own_though_it_overlaps_an_earlier_target_more()
    {
        var scene = new Scene([[0, 0, 10, 10], [40, 40, 50, 50]], [[0, 0, 10, 8], [0, 0, 6, 10]], 0.3, 0.7, null);
        using var scope = NewDisposeScope();
        Assert.Equal([0, -1], Of(scene));
        Assert.Equal([1, -1], Of(scene with { LeastBest = 0.3 }));
        Assert.Equal([0, -1], Of(scene with { LeastBest = 0.7 }));
        Assert.Equal([0, -1], Of(scene with { Targets = [.. scene.Targets.Reverse()] })
            .Select(target => target < 0 ? target : 1 - target));
        Assert.Equal([0, -1], Of(scene with { Targets = [.. scene.Targets.Reverse()], LeastBest = 0.3 })
            .Select(target => target < 0 ? target : 1 - target));
    }

    [Fact]
    public void At_the_lower_threshold_a_box_is_neither_and_at_the_upper_it_is_positive()
    {
        using var scope = NewDisposeScope();
        var quarter = new Scene([[0, 0, 4, 4]], [[0, 0, 2, 2]], 0.25, 0.5, null);
        Assert.Equal([-2], Of(quarter));
        Assert.Equal([-1], Of(quarter with { Low = 0.26 }));
        Assert.Equal([0], Of(quarter with { Low = 0.1, High = 0.25 }));
        Assert.Equal([0], Of(quarter with { LeastBest = 0.25 }));
    }

    private static long[] Of(Scene scene) =>
        ThresholdAssignment.Of(Boxes(scene.Boxes), Boxes(scene.Targets), scene.Low, scene.High, scene.LeastBest)
            .data<long>().ToArray();

    private static Tensor Boxes(ImmutableArray<double[]> boxes) =>
        tensor(boxes.SelectMany(box => box.Select(x => (float)x)).ToArray(), [boxes.Length, 4], ScalarType.Float32);

    private static float Overlap(Scene scene, int box, long target) =>
        PixelBoxes.Iou(scene.Boxes[box], scene.Targets[(int)target]);

    private static long[] Plain(Scene scene)
    {
        var (boxes, targets) =
            (Enumerable.Range(0, scene.Boxes.Length).ToArray(), Enumerable.Range(0, scene.Targets.Length).ToArray());
        var answer =
            boxes.Select(box => targets.Length == 0 ? -1L : targets.Max(target => Overlap(scene, box, target)) switch
            {
                var most when most >= (float)scene.High => targets.MaxBy(target => Overlap(scene, box, target)),
                var most => most < (float)scene.Low ? -1 : -2,
            }).ToArray();
        if (scene.LeastBest is not { } least || boxes.Length == 0) return answer;

        foreach (var target in targets)
        {
            var largest = boxes.Max(box => Overlap(scene, box, target));
            if (largest < (float)least) continue;
            foreach (var box in boxes.Where(box => Overlap(scene, box, target) == largest)) answer[box] = target;
        }

        return answer;
    }
}
