using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Network;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

[Properties(Arbitrary = [typeof(Scenes)], MaxTest = 60)]
public class RegionAlignProperties
{
    /// <summary>Boxes on a map of two images: inside, across the border, outside and without area.</summary>
    public sealed record Scene(int Height, int Width, int Stride, int Side, ImmutableArray<double[]> Boxes,
        ImmutableArray<int> Images, int Seed)
    {
        public Tensor Map
        {
            get
            {
                using var generator = new Generator((ulong)Seed, CPU);
                return randn([2, 3, Height, Width], ScalarType.Float64, generator: generator);
            }
        }

        public Tensor BoxTensor =>
            tensor(Boxes.SelectMany(box => box).ToArray(), [Boxes.Length, 4], ScalarType.Float64);

        public Tensor ImageTensor =>
            tensor(Images.Select(image => (long)image).ToArray(), [Boxes.Length], ScalarType.Int64);

        public override string ToString() =>
            $"{Height}×{Width}, stride {Stride}, {Side} bins, seed {Seed}, boxes "
            + string.Join(" ", Boxes.Zip(Images, (box, image) => $"{image}:[{string.Join(", ", box)}]"));
    }

    public static class Scenes
    {
        // Eighths of a pixel: samples on cell centres, on the border and exactly a cell beyond it are as common as
        // others.
        private static Gen<double[]> Box(int width, int height) => Gen.Frequency(
            (4, from x in Gen.Choose(-8, 8 * width)
                from y in Gen.Choose(-8, 8 * height)
                from w in Gen.Choose(0, 8 * width)
                from h in Gen.Choose(0, 8 * height)
                select Corners(x, y, w, h)),
            (1, from x in Gen.Choose(0, width)
                from y in Gen.Choose(0, height)
                from w in Gen.Choose(0, width)
                from h in Gen.Choose(0, height)
                select Corners(8 * x, 8 * y, 8 * w, 8 * h)),
            (1, from x in Gen.Choose(-20 * width, 20 * width)
                from y in Gen.Choose(-20 * height, 20 * height)
                select Corners(x, y, 8 * width, 16 * height)));

        private static double[] Corners(int x, int y, int w, int h) => [x / 8.0, y / 8.0, (x + w) / 8.0, (y + h) / 8.0];

        public static Arbitrary<Scene> Any() => (
            from height in Gen.Choose(1, 9)
            from width in Gen.Choose(1, 9)
            from stride in Gen.Elements(1, 2, 8)
            from side in Gen.Elements(1, 2, 3, 7)
            from boxes in Box(stride * width, stride * height).ListOf()
            from images in Gen.Choose(0, 1).ArrayOf(boxes.Count)
            from seed in Gen.Choose(0, 1000)
            select new Scene(height, width, stride, side, [.. boxes], [.. images], seed)).ToArbitrary();
    }

    [Property]
    public Property It_agrees_with_the_definition(Scene scene)
    {
        using var scope = NewDisposeScope();
        var map = scene.Map;
        var expected = scene.Boxes.Zip(scene.Images, (box, image) => Enumerable.Range(0, 3).SelectMany(channel =>
            ScalarRegions.Align(Plane(map, image, channel), box, scene.Stride, scene.Side)))
            .SelectMany(bins => bins).ToArray();
        return Close.Agree(Of(scene, map).Doubles(), expected, 1e-12)
            .Classify(scene.Boxes.IsEmpty, "no box")
            .Classify(expected.Any(value => value == 0), "bins of nothing");
    }

    /// <summary>
    /// The gradient is the transpose: of ⟨w, bins⟩ it does not depend on the map, and ⟨gradient, map⟩ is ⟨w, bins⟩.
    /// </summary>
    [Property]
    public Property The_gradient_agrees_with_finite_differences(Scene scene)
    {
        if (scene.Boxes.IsEmpty) return true.ToProperty();
        using var scope = NewDisposeScope();
        var map = scene.Map.requires_grad_();
        Tensor Loss(Tensor at) =>
            Of(scene, at) is var bins
                ? (bins * cos(arange(bins.numel(), ScalarType.Float64)).view(bins.shape)).sum()
                : bins;
        Loss(map).backward();
        var moves = Enumerable.Range(0, (int)Math.Min(12, map.numel())).Select(place => (place * 7919) % map.numel())
            .Distinct().Order().ToArray();
        var slopes = moves.Select(place =>
        {
            var step = zeros_like(map).flatten();
            step[place] = 0.5;
            return (Loss(map.detach() + step.view(map.shape))
                - Loss(map.detach() - step.view(map.shape))).item<double>();
        }).ToArray();
        var gradient = map.grad!.Doubles();
        return Close.Agree([.. moves.Select(place => gradient[place])], slopes, 1e-10)
            .And(Close.Agree((map.grad! * map).sum().Doubles(), Loss(map).Doubles(), 1e-10));
    }

    [Property]
    public bool Bins_are_linear_in_the_map(Scene scene, sbyte a, sbyte b)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (scene.Map, (scene with { Seed = scene.Seed + 1 }).Map);
        return Close.Worst(Of(scene, first * a + second * b).Doubles(),
            (Of(scene, first) * a + Of(scene, second) * b).Doubles()).Excess <= 1e-10;
    }

    [Property]
    public bool A_box_sees_its_own_image_whatever_comes_before_it(Scene scene, byte seed)
    {
        using var scope = NewDisposeScope();
        int[] order = [.. Enumerable.Range(0, scene.Boxes.Length)];
        new Random(seed).Shuffle(order);
        var map = scene.Map;
        var all = Of(scene, map);
        var moved =
            Of(scene with { Boxes = [.. order.Select(box => scene.Boxes[box])],
                Images = [.. order.Select(box => scene.Images[box])] }, map);
        Tensor Alone(int place) => RegionAlign.Of(
            map.narrow(0, scene.Images[place], 1), scene.BoxTensor.narrow(0, place, 1), zeros(1, ScalarType.Int64),
            scene.Stride, scene.Side)[0];
        return order.Select((box, place) => Close.Worst(moved[place].Doubles(), all[box].Doubles()).Excess <= 1e-13)
            .All(same => same)
            && order.All(place => Close.Worst(Alone(place).Doubles(), all[place].Doubles()).Excess <= 1e-13);
    }

    /// <summary>
    /// Bilinear interpolation is exact on planes, and samples lie evenly about the middle of their bin.
    /// </summary>
    [Property]
    public bool Of_a_plane_every_bin_has_the_value_at_its_middle(
        byte left, byte top, byte width, byte height, sbyte slope, sbyte tilt)
    {
        using var scope = NewDisposeScope();
        // at least half a cell inside 12 × 10 cells of 8 pixels
        var (x0, y0) = (4 + left % 32, 4 + top % 24);
        var (x1, y1) = (x0 + 1 + width % (91 - x0), y0 + 1 + height % (75 - y0));
        var (x, y) = ((arange(12, ScalarType.Float64) + 0.5) * 8, (arange(10, ScalarType.Float64) + 0.5) * 8);
        var map = (x.unsqueeze(0) * slope + y.unsqueeze(1) * tilt + 3).view(1, 1, 10, 12);
        var bins = RegionAlign.Of(
            map, tensor(new double[] { x0, y0, x1, y1 }).view(1, 4), zeros(1, ScalarType.Int64), 8, 4);
        double Middle(double from, double to, int bin) => from + (to - from) * (bin + 0.5) / 4;
        var expected = Enumerable.Range(0, 16)
            .Select(bin => Middle(x0, x1, bin % 4) * slope + Middle(y0, y1, bin / 4) * tilt + 3).ToArray();
        return Close.Worst(bins.Doubles(), expected).Excess <= 1e-9;
    }

    [Property]
    public bool Bins_of_whole_cells_are_their_means(byte left, byte top, byte wide, byte high, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var map = randn([1, 2, 9, 12], ScalarType.Float64, generator: generator);
        // cells of each of 3 × 3 bins
        var (w, h) = (1 + wide % 4, 1 + high % 3);
        var (x, y) = (left % (13 - 3 * w), top % (10 - 3 * h));
        var bins = RegionAlign.Of(
            map, tensor(new double[] { x, y, x + 3 * w, y + 3 * h }).view(1, 4) * 4, zeros(1, ScalarType.Int64), 4, 3);
        var means = map.narrow(2, y, 3 * h).narrow(3, x, 3 * w).reshape(1, 2, 3, h, 3, w).mean([3, 5]);
        return Close.Worst(bins.Doubles(), means.Doubles()).Excess <= 1e-12;
    }

    [Property]
    public bool A_constant_map_is_constant_in_boxes_inside_it_and_never_more(Scene scene)
    {
        using var scope = NewDisposeScope();
        var bins = Of(scene, ones_like(scene.Map));
        var (right, bottom) = (scene.Stride * scene.Width, scene.Stride * scene.Height);
        bool Inside(double[] box) =>
            box[0] >= 0 && box[1] >= 0 && box[2] <= right && box[3] <= bottom && box[0] < box[2] && box[1] < box[3];
        return scene.Boxes.Select((box, place) => (Inside: Inside(box), Bins: bins[place].Doubles()))
            .All(pair =>
                pair.Bins.All(value => pair.Inside ? Math.Abs(value - 1) <= 1e-12 : value is >= 0 and <= 1 + 1e-12));
    }

    [Property]
    public bool On_a_pyramid_each_box_is_aligned_on_the_level_for_its_size(int seed, bool coarse)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var maps = Enumerable.Range(0, 3)
            .Select(level => randn([2, 3, 16 >> level, 20 >> level], ScalarType.Float64, generator: generator))
            .ToArray();
        var corners = rand([30, 2], ScalarType.Float64, generator: generator) * 60;
        var boxes = cat([corners,
            corners + (rand([30, 2], ScalarType.Float64, generator: generator) * (coarse ? 5 : 1)).exp() - 0.9], 1);
        var images = (rand([30], ScalarType.Float64, generator: generator) * 2).to(ScalarType.Int64);
        var all = RegionAlign.OfPyramid(maps, [4, 8, 16], boxes, images, 8, 3);
        return Enumerable.Range(0, 30).All(place =>
        {
            var box = boxes[place].Doubles();
            var level = (int)Math.Clamp(
                Math.Floor(Math.Log2(Math.Sqrt((box[2] - box[0]) * (box[3] - box[1])) / 8 + 1e-6)), 0, 2);
            var alone = RegionAlign.Of(
                maps[level], boxes.narrow(0, place, 1), images.narrow(0, place, 1), 4 << level, 3);
            return Close.Worst(all[place].Doubles(), alone[0].Doubles()).Excess <= 1e-13;
        });
    }

    /// <summary>
    /// A level begins where its side does, but for a millionth; smaller boxes than the finest level's and larger than
    /// the coarsest's are theirs.
    /// </summary>
    [Theory, InlineData(1, 0), InlineData(111.9, 0), InlineData(111.99997, 1), InlineData(112, 1), InlineData(
        223.9, 1), InlineData(224, 2), InlineData(1500, 2)]
    public void The_level_of_a_square(float length, int level)
    {
        using var scope = NewDisposeScope();
        var maps = Enumerable.Range(0, 3)
            .Select(index => full([1, 1, 400 >> index, 400 >> index], (float)index)).ToArray();
        var box = tensor(new[] { 0f, 0f, length, length }).view(1, 4);
        Assert.Equal(level, RegionAlign.OfPyramid(maps, [4, 8, 16], box, zeros(1, ScalarType.Int64), 56, 1)
            .item<float>(), 1e-4f);
    }

    [Fact]
    public void Without_boxes_there_are_no_bins_and_outside_the_map_they_are_zero()
    {
        using var scope = NewDisposeScope();
        Tensor[] maps = [randn([2, 3, 8, 8], requires_grad: true), randn([2, 3, 4, 4], requires_grad: true)];
        Assert.Equal([0, 3, 7, 7],
            RegionAlign.OfPyramid(maps, [8, 16], zeros(0, 4), zeros(0, ScalarType.Int64), 56).shape);
        var far = RegionAlign.Of(maps[0], tensor(new[] { 100f, 0, 120, 20, 10, 10, 10, 40, 20, 40, 10, 30 }).view(3, 4),
            tensor(new long[] { 0, 1, 1 }), 8);
        Assert.Equal(0, far.abs().sum().item<float>());
        far.sum().backward();
        Assert.Equal(0, maps[0].grad!.abs().sum().item<float>());
    }

    [Fact]
    public void A_narrow_map_gives_narrow_bins_of_wide_sums_and_exactly_they_outlive_the_call()
    {
        using var scope = NewDisposeScope();
        var map = randn([1, 4, 20, 20]);
        var (boxes, images) = (tensor(new[] { 3f, 5, 61, 77, 10, 10, 20, 20 }).view(2, 4), zeros(2, ScalarType.Int64));
        var half = map.to(ScalarType.BFloat16).requires_grad_();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var bins = RegionAlign.OfPyramid([half, half], [4, 8], boxes, images, 56);
        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(ScalarType.BFloat16, bins.dtype);
        var wide = half.to(ScalarType.Float32);
        Parity.Same(RegionAlign.OfPyramid([wide, wide], [4, 8], boxes, images, 56).to(ScalarType.BFloat16),
            bins, "bins");
        bins.sum().backward();
        Assert.Equal(ScalarType.BFloat16, half.grad!.dtype);
    }

    private static Tensor Of(Scene scene, Tensor map) =>
        RegionAlign.Of(map, scene.BoxTensor, scene.ImageTensor, scene.Stride, scene.Side);

    private static double[,] Plane(Tensor map, int image, int channel)
    {
        var (values, plane) = (map[image, channel].Doubles(), new double[map.shape[2], map.shape[3]]);
        Buffer.BlockCopy(values, 0, plane, 0, values.Length * sizeof(double));
        return plane;
    }
}
