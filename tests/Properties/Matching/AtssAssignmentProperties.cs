using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Properties.Generators;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Matching;

[Properties(Arbitrary = [typeof(Scenes)], MaxTest = 80)]
public class AtssAssignmentProperties
{
    /// <summary>
    /// Targets among the anchors of a pyramid; eighths of pixels, so that equal distances and equal overlaps are equal.
    /// </summary>
    public sealed record Scene(Pyramid Pyramid, ImmutableArray<double[]> Targets, int Candidates)
    {
        public int Count => Pyramid.PerLevel.Sum();

        public Tensor Anchors => AnchorGrid.Of(Pyramid.Levels, Pyramid.Strides, Pyramid.Anchors, CPU);

        public Tensor Inside =>
            AnchorGrid.Inside(Pyramid.Levels, Pyramid.Strides, Pyramid.Anchors, Pyramid.Sizes, CPU)[0];

        public Tensor TargetTensor =>
            tensor(Targets.SelectMany(box => box.Select(x => (float)x)).ToArray(), [Targets.Length, 4],
                ScalarType.Float32);

        public override string ToString() =>
            $"{Pyramid}, targets {string.Join(" ", Targets.Select(box => $"[{string.Join(", ", box)}]"))}, "
            + $"{Candidates} candidates";
    }

    public static class Scenes
    {
        // Near the corner that all images have; many are as large as an anchor, or lie as anchors do.
        private static readonly Gen<double[]> Target = Gen.OneOf(
            from corner in Gen.Choose(0, 400).ArrayOf(2)
            from sides in Gen.Choose(1, 500).ArrayOf(2)
            select (double[])[corner[0] / 8.0, corner[1] / 8.0, (corner[0] + sides[0]) / 8.0,
                (corner[1] + sides[1]) / 8.0],
            from centre in Gen.Choose(0, 4).ArrayOf(2)
            from half in Gen.Elements(8, 16, 32)
            select (double[])[16 * centre[0] - half, 16 * centre[1] - half, 16 * centre[0] + half,
                16 * centre[1] + half]);

        public static Arbitrary<Scene> Any() => (
            from pyramid in Pyramids.One
            from targets in Target.ListOf()
            from repeats in Gen.Choose(0, 1)
            from candidates in Gen.Elements(1, 2, 4, 9)
            select new Scene(pyramid, [.. targets.Take(5), .. targets.Take(repeats)], candidates)).ToArbitrary();
    }

    [Property]
    public Property It_agrees_with_the_definition(Scene scene)
    {
        using var scope = NewDisposeScope();
        var (expected, actual) = (Plain(scene), Of(scene));
        return expected.SequenceEqual(actual)
            .Label($"expected {string.Join(" ", expected)}\nactual   {string.Join(" ", actual)}")
            .Classify(scene.Targets.IsEmpty, "no target")
            .Classify(actual.Any(target => target >= 0), "some positive")
            .Classify(actual.Contains(-2), "some not inside")
            .Classify(actual.Where(target => target >= 0).Distinct().Count() > 1, "several targets have anchors");
    }

    [Property]
    public bool An_anchor_of_a_target_is_inside_the_image_and_has_its_centre_inside_the_target(Scene scene)
    {
        using var scope = NewDisposeScope();
        var (anchors, inside) = (Boxes(scene.Anchors), scene.Inside.data<bool>().ToArray());
        return Of(scene).Select((target, anchor) => target switch
        {
            -2 => !inside[anchor],
            -1 => inside[anchor],
            _ => inside[anchor] && Contains(scene.Targets[(int)target], anchors[anchor]),
        }).All(held => held);
    }

    /// <summary>
    /// Which anchors are positive, and how much they overlap their targets; of targets that an anchor overlaps alike it
    /// may get another.
    /// </summary>
    [Property]
    public bool Another_order_of_targets_gives_the_anchors_to_the_same(Scene scene, byte seed)
    {
        using var scope = NewDisposeScope();
        int[] order = [.. Enumerable.Range(0, scene.Targets.Length)];
        new Random(seed).Shuffle(order);
        var (before, after) = (Of(scene),
            Of(scene with { Targets = [.. order.Select(target => scene.Targets[target])] }));
        var anchors = Boxes(scene.Anchors);
        float Overlap(long target, int anchor) =>
            target < 0 ? target : PixelBoxes.Iou(anchors[anchor], scene.Targets[(int)target]);
        var moved = after.Select(target => target < 0 ? target : order[target]).ToArray();
        return before.Select((target, anchor) => Overlap(target, anchor) == Overlap(moved[anchor], anchor))
            .All(same => same);
    }

    /// <summary>As in the official code, which leaves them out before it counts candidates.</summary>
    [Property]
    public bool Anchors_that_are_not_inside_count_for_nothing(Scene scene)
    {
        using var scope = NewDisposeScope();
        var inside = scene.Inside;
        var left = scene.Pyramid.PerLevel.Select((count, level) =>
            (int)inside.narrow(0, scene.Pyramid.PerLevel.Take(level).Sum(), count).sum().item<long>());
        var kept = scene.Anchors.index(TensorIndex.Tensor(inside));
        var alone = AtssAssignment.Of(
            kept, ones([kept.shape[0]], ScalarType.Bool), [.. left], scene.TargetTensor, scene.Candidates);
        return alone.data<long>().ToArray().SequenceEqual(Of(scene).Where(target => target != -2));
    }

    [Property]
    public bool A_target_gets_as_many_anchors_with_others_as_alone_but_for_those_it_shares(Scene scene)
    {
        using var scope = NewDisposeScope();
        var alone = scene.Targets.Select(target => Of(scene with { Targets = [target] })).ToArray();
        return Of(scene).Select((target, anchor) => target switch
        {
            -2 => alone.All(one => one[anchor] == -2),
            -1 => alone.All(one => one[anchor] == -1),
            _ => alone[(int)target][anchor] == 0,
        }).All(held => held);
    }

    /// <summary>
    /// Worked by hand. 5 × 5 anchors of 32 × 32 every 4 pixels, and one of them is the target: it alone is above mean +
    /// deviation.
    /// </summary>
    [Fact]
    public void A_target_that_is_an_anchor_gets_that_anchor()
    {
        using var scope = NewDisposeScope();
        var anchors = AnchorGrid.Of([new(5, 5, 0)], [4], new([1f]), CPU);
        var assigned = AtssAssignment.Of(anchors, ones(25, ScalarType.Bool), [25], anchors.narrow(0, 12, 1));
        Assert.Equal([(12, 0L)], assigned.data<long>().ToArray().Select((target, anchor) => (anchor, target))
            .Where(pair => pair.target >= 0));
    }

    /// <summary>
    /// Candidates that overlap alike have no deviation, and all reach their mean; a single one has no unbiased
    /// deviation and reaches nothing.
    /// </summary>
    [Theory, InlineData(4, 4), InlineData(3, 3), InlineData(2, 2), InlineData(1, 0)]
    public void Of_candidates_that_overlap_alike_all_are_positive_but_a_single_one_is_not(int candidates, int positive)
    {
        using var scope = NewDisposeScope();
        var anchors = AnchorGrid.Of([new(2, 2, 0)], [4], new([1f]), CPU);
        // around (2, 2), as far from all four corners
        var target = tensor(new[] { -10f, -10f, 14f, 14f }).view(1, 4);
        var assigned = AtssAssignment.Of(anchors, ones(4, ScalarType.Bool), [4], target, candidates)
            .data<long>().ToArray();
        Assert.Equal([.. Enumerable.Repeat(0L, positive), .. Enumerable.Repeat(-1L, 4 - positive)], assigned);
    }

    [Fact]
    public void A_centre_on_the_border_is_not_inside()
    {
        using var scope = NewDisposeScope();
        var anchors = AnchorGrid.Of([new(1, 3, 0)], [4], new([1f]), CPU);
        long[] Of(float left)
        {
            var target = tensor(new[] { left, -16f, left + 0.5f, 16f }).view(1, 4);
            return AtssAssignment.Of(anchors, ones(3, ScalarType.Bool), [3], target).data<long>().ToArray();
        }

        // the centre of the second anchor is at 4
        Assert.Equal([-1, 0, -1], Of(3.75f));
        Assert.Equal([-1, -1, -1], Of(4f));
        Assert.Equal([-1, -1, -1], Of(3.995f));
        Assert.Equal([-1, 0, -1], Of(3.985f));
    }

    [Fact]
    public void Without_targets_all_is_background_and_without_anchors_there_is_nothing()
    {
        using var scope = NewDisposeScope();
        var anchors = AnchorGrid.Of([new(1, 3, 0)], [4], new([1f]), CPU);
        Assert.Equal([-1, -2, -1],
            AtssAssignment.Of(anchors, tensor(new[] { true, false, true }), [3], zeros(0, 4)).data<long>().ToArray());
        Assert.Equal([-2, -2, -2],
            AtssAssignment.Of(anchors, zeros(3, ScalarType.Bool), [3], tensor(new[] { 0f, 0, 8, 8 }).view(1, 4))
                .data<long>().ToArray());
        Assert.Equal([0],
            AtssAssignment.Of(
                zeros(0, 4), zeros(0, ScalarType.Bool), [0], tensor(new[] { 0f, 0, 8, 8 }).view(1, 4)).shape);
    }

    private static long[] Of(Scene scene) =>
        AtssAssignment.Of(scene.Anchors, scene.Inside, scene.Pyramid.PerLevel, scene.TargetTensor, scene.Candidates)
            .data<long>().ToArray();

    private static long[] Plain(Scene scene)
    {
        var (anchors, inside) = (Boxes(scene.Anchors), scene.Inside.data<bool>().ToArray());
        var (answer, overlaps, start) =
            (inside.Select(counts => counts ? -1L : -2).ToArray(), new float[anchors.Length], 0);
        var levels = new List<int[]>();
        foreach (var count in scene.Pyramid.PerLevel)
        {
            levels.Add([.. Enumerable.Range(start, count).Where(anchor => inside[anchor])]);
            start += count;
        }

        for (var target = 0; target < scene.Targets.Length; target++)
        {
            var box = scene.Targets[target];
            var near =
                levels.SelectMany(level =>
                    level.OrderBy(anchor => Distance(anchors[anchor], box)).Take(scene.Candidates)).ToArray();
            if (near.Length < 2) continue;
            var iou = near.Select(anchor => (double)PixelBoxes.Iou(anchors[anchor], box)).ToArray();
            var mean = iou.Sum() / iou.Length;
            var least = mean + Math.Sqrt(iou.Sum(x => (x - mean) * (x - mean)) / (iou.Length - 1));
            foreach (var anchor in near.Where((anchor, place) => iou[place] >= least && Contains(box, anchors[anchor])))
                if (answer[anchor] == -1 || PixelBoxes.Iou(anchors[anchor], box) > overlaps[anchor])
                    (answer[anchor], overlaps[anchor]) = (target, PixelBoxes.Iou(anchors[anchor], box));
        }

        return answer;
    }

    private static double Distance(double[] a, double[] b) =>
        Math.Pow(a[0] + a[2] - b[0] - b[2], 2) + Math.Pow(a[1] + a[3] - b[1] - b[3], 2);

    private static bool Contains(double[] target, double[] anchor)
    {
        var (x, y) = ((anchor[0] + anchor[2]) / 2, (anchor[1] + anchor[3]) / 2);
        return new[] { x - target[0], target[2] - x, y - target[1], target[3] - y }.Min() > 0.01;
    }

    private static double[][] Boxes(Tensor anchors) =>
        [.. anchors.data<float>().ToArray().Select(x => (double)x).Chunk(4)];
}
