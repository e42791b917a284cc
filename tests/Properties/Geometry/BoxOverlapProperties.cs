using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Properties.Generators;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Geometry;

[Properties(Arbitrary = [typeof(BoxSets)], MaxTest = 60)]
public class BoxOverlapProperties
{
    private static XyxyBoxes Corners(BoxSet set) => BoxConversion.ToXyxy(new(PlainBox.Tensor(set.Items)));

    [Property]
    public Property Agrees_with_the_scalar_definition(BoxSet a, BoxSet b, OverlapArithmetic how)
    {
        using var scope = NewDisposeScope();
        var pairs = a.Items.SelectMany(p => b.Items.Select(t => (p, t))).ToArray();
        var iou = Close.Worst(BoxOverlap.PairwiseIou(Corners(a), Corners(b), how).Doubles(),
            [.. pairs.Select(x => ScalarBoxes.Iou(x.p, x.t, how))]);
        var giou = Close.Worst(BoxOverlap.PairwiseGiou(Corners(a), Corners(b), how).Doubles(),
            [.. pairs.Select(x => ScalarBoxes.Giou(x.p, x.t, how))]);
        return (iou.Excess <= 1e-9 && giou.Excess <= 1e-9).ToProperty()
            .Label($"IoU off by {iou}, GIoU off by {giou} of {pairs.Length} pairs")
            .Classify(pairs.Length == 0, "empty")
            .Classify(pairs.Any(x => ScalarBoxes.Union(x.p, x.t) == 0), "both without area")
            .Classify(pairs.Any(x => x.p == x.t), "equal");
    }

    [Property]
    public bool Swapping_the_arguments_transposes_the_matrix(BoxSet a, BoxSet b)
    {
        using var scope = NewDisposeScope();
        return BoxOverlap.PairwiseGiou(Corners(a), Corners(b))
            .Equals(BoxOverlap.PairwiseGiou(Corners(b), Corners(a)).t())
            && BoxOverlap.PairwiseIou(Corners(a), Corners(b))
                .Equals(BoxOverlap.PairwiseIou(Corners(b), Corners(a)).t());
    }

    [Property]
    public bool The_diagonal_of_the_pairwise_matrix_is_the_elementwise_function(BoxSet a)
    {
        using var scope = NewDisposeScope();
        var turned = new BoxSet([.. a.Items.Reverse()]);
        return BoxOverlap.PairwiseGiou(Corners(a), Corners(turned)).diagonal()
            .Equals(BoxOverlap.Giou(Corners(a), Corners(turned)))
            && BoxOverlap.PairwiseIou(Corners(a), Corners(turned)).diagonal()
                .Equals(BoxOverlap.Iou(Corners(a), Corners(turned)));
    }

    [Property]
    public Property Giou_is_at_most_iou_and_both_stay_in_range(BoxSet a, BoxSet b)
    {
        using var scope = NewDisposeScope();
        var iou = BoxOverlap.PairwiseIou(Corners(a), Corners(b)).Doubles();
        var giou = BoxOverlap.PairwiseGiou(Corners(a), Corners(b)).Doubles();
        return iou.Zip(giou, (i, g) => i is >= 0 and <= 1 + 1e-12 && g >= -1 - 1e-12 && g <= i + 1e-12).All(ok => ok)
            .Label($"IoU  [{string.Join(", ", iou)}]\nGIoU [{string.Join(", ", giou)}]");
    }

    /// <summary>
    /// The cost and the targets lean on this without a clamp: rounding keeps order, so no intersection exceeds its
    /// union.
    /// </summary>
    [Property]
    public bool In_single_precision_both_stay_in_range_however_nearly_boxes_agree(
        int seed, byte nearness, OverlapArithmetic how)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var boxes = cat([rand(500, 2, generator: generator), rand(500, 2, generator: generator).pow(8)], 1);
        var near = boxes * ((rand(500, 4, generator: generator) - 0.5) * Math.Pow(2, -(nearness % 26)) + 1);
        var (a, b) = (BoxConversion.ToXyxy(new(boxes)), BoxConversion.ToXyxy(new(near)));
        return BoxOverlap.Iou(a, b, how).Doubles().All(iou => iou is >= 0 and <= 1)
            && BoxOverlap.Giou(a, b, how).Doubles().All(giou => giou is >= -1 and <= 1);
    }

    [Property]
    public bool A_box_with_area_overlaps_itself_fully_whatever_its_size(BoxSet a)
    {
        using var scope = NewDisposeScope();
        var self = BoxOverlap.Giou(Corners(a), Corners(a)).Doubles();
        return a.Items.Zip(self, (box, score) =>
            ScalarBoxes.Area(box) > 2e-9 ? Math.Abs(score - 1) < 1e-9 : score is >= 0 and <= 1 + 1e-9).All(ok => ok);
    }

    [Property]
    public Property Moving_and_stretching_both_sets_changes_nothing(BoxSet a, BoxSet b, byte move)
    {
        using var scope = NewDisposeScope();
        var shift = tensor(new double[] { move, -move, move, -move });
        XyxyBoxes Moved(BoxSet set) => new((Corners(set).Values + shift) * 4);
        // MinArea is a length of its own
        if (a.Items.Concat(b.Items).Any(box => ScalarBoxes.Area(box) < 1e-8)) return true.ToProperty();
        return Close.Agree(BoxOverlap.PairwiseGiou(Moved(a), Moved(b)).Doubles(),
            BoxOverlap.PairwiseGiou(Corners(a), Corners(b)).Doubles(), 1e-6);
    }

    [Property]
    public bool Values_and_gradients_are_finite_on_every_box(BoxSet a, BoxSet b, OverlapArithmetic how)
    {
        using var scope = NewDisposeScope();
        var boxes = PlainBox.Tensor(a.Items, ScalarType.Float32).requires_grad_();
        var giou = BoxOverlap.PairwiseGiou(
            BoxConversion.ToXyxy(new(boxes)), new(Corners(b).Values.to(ScalarType.Float32)), how);
        giou.sum().backward();
        return giou.isfinite().all().item<bool>() && boxes.grad!.isfinite().all().item<bool>();
    }

    [Property]
    public Property Conversion_there_and_back_is_the_identity(BoxSet a)
    {
        using var scope = NewDisposeScope();
        var boxes = PlainBox.Tensor(a.Items);
        return Close.Agree(BoxConversion.ToCxcywh(BoxConversion.ToXyxy(new(boxes))).Values.Doubles(),
            boxes.Doubles(), 1e-15);
    }

    [Property]
    public bool Clipping_twice_is_clipping_once_and_never_adds_area(BoxSet a, byte side)
    {
        using var scope = NewDisposeScope();
        // Wholly outside at the left, at the right, above, below, or across.
        var shift = tensor(new[] { (side % 3) - 1.0, (side / 3 % 3) - 1.0 }).repeat(2) * 1.5;
        var boxes = new XyxyBoxes(Corners(a).Values + shift);
        var once = BoxClip.To(boxes, 0.8, 0.6);
        var inside = once.Values.Doubles().Chunk(4)
            .All(b => b[0] >= 0 && b[2] is >= 0 and <= 0.8 && b[0] <= b[2] && b[1] >= 0 && b[3] is >= 0 and <= 0.6
                && b[1] <= b[3]);
        var grown = BoxOverlap.Area(once).Doubles()
            .Zip(BoxOverlap.Area(boxes).Doubles(), (clipped, whole) => clipped > whole + 1e-12).Any(x => x);
        return inside && !grown && BoxClip.To(once, 0.8, 0.6).Values.Equals(once.Values);
    }

    [Fact]
    public void Exactly_the_result_outlives_the_call()
    {
        using var scope = NewDisposeScope();
        var boxes = new XyxyBoxes(rand(5, 4));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var result = BoxOverlap.PairwiseGiou(boxes, boxes);
        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Property]
    public bool Boxes_of_any_shape_are_boxes_one_by_one(BoxSet a)
    {
        using var scope = NewDisposeScope();
        if (a.Items.Length == 0) return true;
        var flat = PlainBox.Tensor(a.Items);
        var deep = stack([flat, flat.flip(0), flat]);                                           // [3, N, 4]
        var corners = BoxConversion.ToXyxy(new(deep));
        var turned = new XyxyBoxes(corners.Values.flip(1));
        return corners.Values[1].equal(BoxConversion.ToXyxy(new(flat.flip(0))).Values).all().item<bool>()
            && BoxConversion.ToCxcywh(corners).Values.shape.SequenceEqual(deep.shape)
            && BoxOverlap.Area(corners)[2].equal(BoxOverlap.Area(new(corners.Values[2]))).all().item<bool>()
            && BoxOverlap.PairwiseIou(corners, turned)[0]
                .equal(BoxOverlap.PairwiseIou(new(corners.Values[0]), new(turned.Values[0]))).all().item<bool>();
    }

    [Fact]
    public void An_inside_out_box_has_no_area()
    {
        using var scope = NewDisposeScope();
        var boxes =
            new XyxyBoxes(tensor(new[] { 0.5, 0.1, 0.2, 0.4, 0.1, 0.5, 0.4, 0.2, 0.5, 0.5, 0.2, 0.2 }).view(3, 4));
        Assert.Equal([0, 0, 0], BoxOverlap.Area(boxes).Doubles());
    }

    [Fact]
    public void Identical_tiny_boxes_score_one_exactly_and_a_seventh_less_with_the_official_epsilon()
    {
        using var scope = NewDisposeScope();
        // 2 × 2 pixels of 1000 × 667
        var box = BoxConversion.ToXyxy(new(tensor(new[] { 0.5, 0.5, 0.002, 0.003 }).reshape(1, 4)));
        Assert.Equal(1, BoxOverlap.Iou(box, box).Doubles()[0], 9);
        Assert.Equal(6e-6 / 7e-6, BoxOverlap.Iou(box, box, OverlapArithmetic.OfficialEpsilon).Doubles()[0], 9);
    }
}
