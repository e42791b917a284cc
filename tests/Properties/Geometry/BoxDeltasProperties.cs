using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Foundation;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Geometry;

[Properties(Arbitrary = [typeof(Pairs)], MaxTest = 60)]
public class BoxDeltasProperties
{
    private static readonly ImmutableArray<float> Deviations = [0.1f, 0.1f, 0.2f, 0.2f], Plain = [1f, 1f, 1f, 1f];

    /// <summary>Two boxes with area, as corners in pixels.</summary>
    public sealed record Pair(double[] From, double[] To)
    {
        public override string ToString() => $"[{string.Join(", ", From)}] → [{string.Join(", ", To)}]";
    }

    public sealed record PairSet(Pair[] Items)
    {
        public override string ToString() => string.Join("; ", Items.AsEnumerable());

        public Tensor From => Corners(pair => pair.From);

        public Tensor To => Corners(pair => pair.To);

        private Tensor Corners(Func<Pair, double[]> box) =>
            tensor(Items.SelectMany(box).ToArray(), [Items.Length, 4], ScalarType.Float64);
    }

    public static class Pairs
    {
        // Sides from 1 to 60: no side is 62.5 times the other.
        private static readonly Gen<double[]> Box =
            from corner in Gen.Choose(-400, 4000).ArrayOf(2)
            from sides in Gen.Choose(4, 240).ArrayOf(2)
            select (double[])[corner[0] / 4.0, corner[1] / 4.0, (corner[0] + sides[0]) / 4.0,
                (corner[1] + sides[1]) / 4.0];

        private static Gen<Pair> One =>
            from a in Box from b in Gen.Frequency((1, Gen.Constant(a)), (4, Box)) select new Pair(a, b);

        public static Arbitrary<PairSet> Any() => One.ListOf().Select(pairs => new PairSet([.. pairs])).ToArbitrary();
    }

    [Property]
    public Property Encoding_agrees_with_the_definition(PairSet pairs)
    {
        using var scope = NewDisposeScope();
        double[] Seen(Pair pair)
        {
            var (x, y, w, h) = Centre(pair.From);
            var (toX, toY, toW, toH) = Centre(pair.To);
            double[] plain = [(toX - x) / w, (toY - y) / h, Math.Log(toW / w), Math.Log(toH / h)];
            return [.. plain.Zip(Deviations, (delta, deviation) => delta / deviation)];
        }

        return Close.Agree(BoxDeltas.Encode(pairs.From, pairs.To, Deviations).Doubles(),
            [.. pairs.Items.SelectMany(Seen)], 1e-9)
            .Classify(pairs.Items.Length == 0, "none")
            .Classify(pairs.Items.Any(pair => pair.From.SequenceEqual(pair.To)), "equal");
    }

    [Property]
    public Property Decoding_undoes_encoding(PairSet pairs)
    {
        using var scope = NewDisposeScope();
        return Close.Agree(BoxDeltas.Decode(pairs.From, BoxDeltas.Encode(pairs.From, pairs.To, Deviations), Deviations)
            .Doubles(), pairs.To.Doubles(), 1e-9);
    }

    [Property]
    public bool In_single_precision_the_way_there_and_back_keeps_a_hundredth_of_a_pixel(PairSet pairs)
    {
        using var scope = NewDisposeScope();
        var (from, to) = (pairs.From.to(ScalarType.Float32), pairs.To.to(ScalarType.Float32));
        var back = BoxDeltas.Decode(from, BoxDeltas.Encode(from, to, Deviations), Deviations);
        return back.dtype == ScalarType.Float32 && Close.Worst(back.Doubles(), pairs.To.Doubles()).Excess < 0.01;
    }

    [Property]
    public Property Zero_deltas_are_the_box_itself(PairSet pairs)
    {
        using var scope = NewDisposeScope();
        return Close.Agree(BoxDeltas.Decode(pairs.From, zeros_like(pairs.From), Deviations).Doubles(),
            pairs.From.Doubles(), 1e-12);
    }

    /// <summary>What the loss on decoded boxes learns by.</summary>
    [Property]
    public Property The_gradient_of_decoding_agrees_with_finite_differences(PairSet pairs)
    {
        if (pairs.Items.Length == 0) return true.ToProperty();
        using var scope = NewDisposeScope();
        var deltas = BoxDeltas.Encode(pairs.From, pairs.To, Deviations).detach().requires_grad_();
        var weights = cos(arange(deltas.numel(), ScalarType.Float64)).view(-1, 4);
        Tensor Sums(Tensor at) => (BoxDeltas.Decode(pairs.From, at, Deviations) * weights).sum(-1);
        Sums(deltas).sum().backward();
        const double step = 1e-4;
        var slopes = Enumerable.Range(0, 4).Select(place =>
        {
            var move = zeros(1, 4, ScalarType.Float64);
            move[0, place] = step;
            return (Sums(deltas.detach() + move) - Sums(deltas.detach() - move)) / (2 * step);
        });
        return Close.Agree(deltas.grad!.Doubles(), stack([.. slopes], -1).Doubles(), 1e-4, 1e-5);
    }

    [Theory, InlineData(1), InlineData(-1)]
    public void Ratios_end_at_1000_to_16_and_pass_no_gradient_beyond(int sign)
    {
        using var scope = NewDisposeScope();
        // 16 × 8 around (18, 24)
        var from = tensor(new[] { 10.0, 20, 26, 28 });
        var deltas = tensor(new[] { 0.5, 0, sign * 9, sign * Math.Log(62) }, requires_grad: true);
        var box = BoxDeltas.Decode(from, deltas, Plain);
        var (w, h) = (16 * Math.Pow(62.5, sign), 8 * Math.Pow(62, sign));
        Close.To(box.Doubles(), [26 - w / 2, 24 - h / 2, 26 + w / 2, 24 + h / 2], 1e-9);
        box.narrow(0, 2, 2).sum().backward();
        Close.To(deltas.grad!.Doubles(), [16, 8, 0, h / 2], 1e-9);
    }

    [Fact]
    public void Shapes_broadcast()
    {
        using var scope = NewDisposeScope();
        var from = rand(5, 4).cumsum(-1);
        Assert.Equal([3, 5, 4], BoxDeltas.Decode(from, rand(3, 5, 4), Deviations).shape);
        Assert.Equal([3, 5, 4], BoxDeltas.Encode(from, rand(3, 5, 4).cumsum(-1), Deviations).shape);
        Assert.Equal([0, 4], BoxDeltas.Encode(zeros(0, 4), zeros(0, 4), Deviations).shape);
    }

    private static (double X, double Y, double W, double H) Centre(double[] box) =>
        ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]);
}
