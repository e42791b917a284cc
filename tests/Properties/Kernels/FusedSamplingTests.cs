using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Network;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

/// <summary>The fused kernel against the composition in double precision, and its own properties.</summary>
public class FusedSamplingTests
{
    // float32 rounding of sums of 4·L·P products of unit size, and for locations times the map's size
    private const double OutputBar = 4e-6, ValueBar = 4e-6, WeightBar = 2e-5, LocationBar = 2e-4;

    public static TheoryData<VectorPath, int> PathsAndDepths()
    {
        var data = new TheoryData<VectorPath, int>();
        foreach (var path in new[] { VectorPath.Scalar, VectorPath.Bits128, VectorPath.Bits256, VectorPath.Bits512 })
            foreach (var depth in new[] { 1, 7, 8, 16, 24, 32, 40, 64, 72 })
                data.Add(path, depth);
        return data;
    }

    [Theory]
    [MemberData(nameof(PathsAndDepths))]
    public void Agrees_with_the_composition_in_double(VectorPath path, int depth) =>
        Check(SamplingCase.Of(depth, 2, 5, 3, depth, 3, (7, 5), (4, 3), (1, 2)), path);

    [Property(MaxTest = 30)]
    public void Agrees_at_any_size(
        PositiveInt seed, byte batch, byte queries, byte heads, byte depth, byte points, byte height, byte width) =>
        Check(SamplingCase.Of(seed.Get, 1 + batch % 3, 1 + queries % 9, 1 + heads % 4, 1 + depth % 36, 1 + points % 5,
            (1 + height % 9, 1 + width % 9), (1 + width % 3, 1 + height % 4)), VectorPath.Widest);

    [Fact]
    public void Agrees_where_corner_lists_outgrow_the_stack() =>
        Check(SamplingCase.Of(5, 1, 3, 2, 16, 20, (6, 6), (3, 3), (2, 2), (2, 1)), VectorPath.Widest);

    private static void Check(SamplingCase sample, VectorPath path)
    {
        using var scope = NewDisposeScope();
        var expected = Run(sample, float64, (v, x, w) => SamplingCase.Composed(v, sample.Levels, x, w));
        var actual = Run(sample, float32, (v, x, w) => FusedSampling.Apply(v, sample.Levels, x, w, path));
        Close(expected[0], actual[0], OutputBar, "output");
        Close(expected[1], actual[1], ValueBar, "value gradient");
        Close(expected[2], actual[2], LocationBar, "location gradient");
        Close(expected[3], actual[3], WeightBar, "weight gradient");
    }

    internal static Tensor[] Run(SamplingCase sample, ScalarType dtype, Func<Tensor, Tensor, Tensor, Tensor> sampling)
    {
        Tensor Leaf(Tensor t) => t.to(dtype).detach().requires_grad_();
        Tensor v = Leaf(sample.Value()), x = Leaf(sample.Locations()), w = Leaf(sample.Weights());
        var output = sampling(v, x, w);
        output.backward([sample.GradOutput().to(dtype)]);
        return [output.detach(), v.grad!, x.grad!, w.grad!];
    }

    private static void Close(Tensor expected, Tensor actual, double bar, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = Math.Max(1, expected.abs().max().item<double>());
        var difference = (expected - actual.to(float64)).abs().max().item<double>();
        Assert.True(difference <= bar * scale, $"{what}: differs by {difference}, scale {scale}");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e30)]
    [InlineData(-7)]
    public void A_sample_nowhere_on_the_map_gives_and_takes_nothing(double location)
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(3, 1, 4, 2, 16, 2, (5, 4), (2, 3));
        var mask = zeros([1, 4, 2, 2, 2], dtype: @bool);
        mask[0, 1, 0, 1, 0] = tensor(true);
        var without = Run(sample, float32, (v, x, w) =>
            FusedSampling.Apply(v, sample.Levels, x, w.masked_fill(mask, 0)));
        var outside = Run(sample, float32, (v, x, w) =>
            FusedSampling.Apply(v, sample.Levels, x.masked_fill(mask.unsqueeze(-1), location), w));
        Assert.True(without[0].equal(outside[0]).all().item<bool>());
        Assert.True(without[1].equal(outside[1]).all().item<bool>());
        Assert.Equal(0f, outside[3][0, 1, 0, 1, 0].item<float>());
        Assert.All(outside, t => Assert.True(t.isfinite().all().item<bool>()));
    }

    [Fact]
    public void The_edge_columns_read_only_inside_the_map()
    {
        using var scope = NewDisposeScope();
        // One level of a larger token sequence; the tokens around it would poison the result.
        var value = full([1, 14, 1, 8], float.NaN);
        value.narrow(1, 4, 6).fill_(1);
        var edge = MathF.BitDecrement(1f);
        var locations = tensor(new[] { 0f, 0f, edge, edge, 1f, 1f, 0f, edge, 1 + 1 / 6f, 0.5f })
            .reshape(1, 5, 1, 1, 1, 2);
        var output = FusedSampling.Apply(value, [new(2, 3, 4)], locations, ones([1, 5, 1, 1, 1]));
        Assert.True(output.isfinite().all().item<bool>());
        Assert.Equal(0.25f, output[0, 0, 0].item<float>(), 1e-6f);
    }

    [Fact]
    public void Without_gradients_it_gives_the_same_output()
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(4, 2, 6, 2, 24, 4, (6, 5), (3, 2));
        var learned = Run(sample, float32, (v, x, w) => FusedSampling.Apply(v, sample.Levels, x, w))[0];
        using var _ = no_grad();
        var plain = FusedSampling.Apply(
            sample.Value().to(float32), sample.Levels, sample.Locations().to(float32), sample.Weights().to(float32));
        Assert.True(learned.equal(plain).all().item<bool>());
    }

    [Fact]
    public void Strided_inputs_are_read_as_they_mean()
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(6, 2, 6, 2, 8, 2, (6, 5), (3, 2));
        Tensor v = sample.Value().to(float32), x = sample.Locations().to(float32), w = sample.Weights().to(float32);
        var dense = FusedSampling.Apply(v, sample.Levels, x, w);
        var strided = FusedSampling.Apply(
            v.transpose(0, 1).contiguous().transpose(0, 1), sample.Levels, x.flip(-1).contiguous().flip(-1),
            w.transpose(1, 2).contiguous().transpose(1, 2));
        Assert.True(dense.equal(strided).all().item<bool>());
    }

    [Fact]
    public void Exactly_one_tensor_outlives_the_call()
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(6, 1, 6, 2, 8, 2, (6, 5), (3, 2));
        Tensor v = sample.Value().to(float32), x = sample.Locations().to(float32), w = sample.Weights().to(float32);
        var before = scope.DisposablesCount;
        FusedSampling.Apply(v, sample.Levels, x, w);
        Assert.Equal(before + 1, scope.DisposablesCount);
    }

    [Fact]
    public void No_queries_give_an_empty_output()
    {
        using var scope = NewDisposeScope();
        var output = FusedSampling.Apply(
            rand([2, 6, 2, 8]), [new(2, 3, 0)], rand([2, 0, 2, 1, 4, 2]), rand([2, 0, 2, 1, 4]));
        Assert.Equal([2, 0, 16], output.shape);
    }

    [Fact]
    public void Refused_before_native_code_is_entered()
    {
        using var scope = NewDisposeScope();
        Tensor v = rand([1, 6, 2, 8]), x = rand([1, 3, 2, 1, 4, 2]), w = rand([1, 3, 2, 1, 4]);
        Assert.Throws<ArgumentException>(() => FusedSampling.Apply(v, [new(2, 4, 0)], x, w));
        Assert.Throws<ArgumentException>(() => FusedSampling.Apply(v, [new(2, 3, 1)], x, w));
        Assert.Throws<ArgumentException>(() => FusedSampling.Apply(v, [new(2, 3, 0), new(1, 1, 0)], x, w));
        Assert.Throws<ArgumentException>(() => FusedSampling.Apply(v, [new(2, 3, 0)], x, w.narrow(1, 0, 2)));
        Assert.Throws<ArgumentException>(() => FusedSampling.Apply(v.to(float64), [new(2, 3, 0)], x, w));
    }
}
