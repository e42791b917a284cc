using StableDino.Foundation;
using StableDino.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

/// <summary>Offsets and logits in, against the composition of elementary operations in double.</summary>
public class FusedAttentionSamplingTests
{
    private const double OutputBar = 1e-5, GradientBar = 5e-4;

    public static TheoryData<int, int, int, int> Cases() =>
        new() { { 2, 1, 4, 32 }, { 4, 2, 4, 16 }, { 2, 2, 1, 8 }, { 4, 1, 5, 7 }, { 2, 1, 3, 24 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_composition_in_double(int coordinates, int batch, int points, int depth)
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(31, batch, 300, 2, depth, points, (9, 7), (5, 4), (2, 3));
        var (references, offsets) = Around(sample, coordinates);
        var logits = (Draw(5, batch, 300, 2, 3 * points) * 4).to(float32).to(float64);
        var expected = Run(sample, references, offsets, logits, float64);
        var actual = Run(sample, references, offsets, logits, float32);
        foreach (var (wanted, found, bar) in expected.Zip(
            actual, new[] { OutputBar, OutputBar, GradientBar, GradientBar }))
        {
            var difference = (wanted - found.to(float64)).abs().max().item<double>();
            Assert.True(difference <= bar * Math.Max(1, wanted.abs().max().item<double>()), $"differs by {difference}");
        }
    }

    /// <summary>
    /// References, and the offsets that lead from them to <paramref name="sample"/>'s locations, which keep clear of
    /// pixel borders.
    /// </summary>
    private static (Tensor References, Tensor Offsets) Around(SamplingCase sample, int coordinates)
    {
        var references =
            (Draw(4, sample.Batch, sample.Queries, sample.Levels.Length, coordinates).sigmoid() * 0.5 + 0.25).to(
                float32).to(float64);
        var around = references.unsqueeze(2).unsqueeze(4);
        var moves = sample.Locations() - around.narrow(-1, 0, 2);
        var sizes = tensor(sample.Levels.SelectMany(l => new double[] { l.Width, l.Height }).ToArray()).view(-1, 1, 2);
        return (references,
            (coordinates == 2 ? moves * sizes : moves * 2 * sample.Points / around.narrow(-1, 2, 2)).to(float32)
                .to(float64));
    }

    private static Tensor Draw(int seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, generator: generator, dtype: float64);
    }

    private static Tensor[] Run(SamplingCase sample, Tensor references, Tensor offsets, Tensor logits, ScalarType dtype)
    {
        Tensor Leaf(Tensor t) => t.to(dtype).detach().requires_grad_();
        Tensor v = Leaf(sample.Value()), x = Leaf(offsets), g = Leaf(logits);
        var output = DeformableSampling.FromLogits(v, sample.Levels, references.to(dtype), x, g);
        output.backward([sample.GradOutput().to(dtype)]);
        return [output.detach(), v.grad!, x.grad!, g.grad!];
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void References_that_learn_get_their_gradient(int coordinates)
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(32, 1, 7, 2, 8, 2, (6, 5), (3, 2));
        var (references, offsets) = Around(sample, coordinates);
        Tensor Gradient(ScalarType dtype)
        {
            var leaf = references.detach().clone().to(dtype).requires_grad_();
            DeformableSampling.FromLogits(
                sample.Value().to(dtype), sample.Levels, leaf, offsets.to(dtype), zeros([1, 7, 2, 4], dtype))
                .backward([sample.GradOutput().to(dtype)]);
            return leaf.grad!.to(float64);
        }
        var exact = Gradient(float64);
        Assert.True((exact - Gradient(float32)).abs().max().item<double>()
            < GradientBar * Math.Max(1, exact.abs().max().item<double>()));
    }

    [Fact]
    public void Locations_have_the_bits_of_the_composition_and_nothing_outlives_the_call()
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(33, 2, 40, 2, 16, 3, (9, 7), (5, 4));
        // one sample has all the weight
        var hot = nn.functional.one_hot(Draw(9, 2, 40, 2, 6).argmax(-1), 6).to(float32);
        var value = sample.Value().to(float32);
        var logits = (hot - 1) * 1000;
        foreach (var coordinates in new[] { 2, 4 })
        {
            var (references, offsets) = Around(sample, coordinates);
            var (r, x) = (references.to(float32), offsets.to(float32));
            var composed = FusedSampling.Apply(
                value, sample.Levels, SamplingLocations.Of(r, x, sample.Levels), hot.view(2, 40, 2, 2, 3));
            var before = scope.DisposablesCount;
            var fused = FusedAttentionSampling.Apply(value, sample.Levels, r, x, logits);
            Assert.Equal(before + 1, scope.DisposablesCount);
            Assert.True(composed.equal(fused).all().item<bool>(),
                $"{coordinates} coordinates: {(composed - fused).abs().max().item<float>()}");
        }
    }

    /// <summary>
    /// A scope that held the gradients of every layer to the end of a step would hold half a gigabyte at full size.
    /// </summary>
    [Fact]
    public void A_backward_pass_leaves_nothing_in_the_scope()
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(35, 1, 7, 2, 8, 2, (6, 5), (3, 2));
        var (references, offsets) = Around(sample, 2);
        var value = sample.Value().to(float32).requires_grad_();
        var loss =
            DeformableSampling.FromLogits(
                value, sample.Levels, references.to(float32), offsets.to(float32), zeros([1, 7, 2, 4])).sum();
        var before = scope.DisposablesCount;
        loss.backward();
        Assert.Equal(before, scope.DisposablesCount);
        ReturnedGradients.Release();
        Assert.True(value.grad!.abs().sum().item<float>() > 0);
    }

    [Fact]
    public void Narrow_logits_and_offsets_are_widened()
    {
        using var scope = NewDisposeScope();
        var sample = SamplingCase.Of(34, 1, 5, 2, 16, 2, (9, 7), (5, 4));
        var (references, offsets) = Around(sample, 2);
        var output = DeformableSampling.FromLogits(
            sample.Value().to(bfloat16), sample.Levels, references.to(float32), offsets.to(bfloat16),
            zeros([1, 5, 2, 4], bfloat16));
        var wide = DeformableSampling.FromLogits(
            sample.Value().to(bfloat16).to(float32), sample.Levels, references.to(float32),
            offsets.to(bfloat16).to(float32), zeros([1, 5, 2, 4]));
        Assert.True(output.equal(wide.to(bfloat16)).all().item<bool>());
    }

    [Fact]
    public void Refused_before_native_code_is_entered()
    {
        using var scope = NewDisposeScope();
        Tensor v = rand([1, 6, 2, 8]), r = rand([1, 3, 1, 2]), x = rand([1, 3, 2, 1, 4, 2]), g = rand([1, 3, 2, 4]);
        FusedAttentionSampling.Apply(v, [new(2, 3, 0)], r, x, g);
        Assert.Throws<ArgumentException>(() =>
            FusedAttentionSampling.Apply(v, [new(2, 3, 0)], rand([1, 3, 1, 3]), x, g));
        Assert.Throws<ArgumentException>(() =>
            FusedAttentionSampling.Apply(v, [new(2, 3, 0)], r, x, rand([1, 3, 2, 3])));
        Assert.Throws<ArgumentException>(() => FusedAttentionSampling.Apply(v, [new(3, 3, 0)], r, x, g));
        Assert.Throws<ArgumentException>(() =>
            FusedAttentionSampling.Apply(v, [new(2, 3, 0)], r.requires_grad_(), x, g));
    }
}
