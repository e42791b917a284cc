using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using StableDino.Foundation;
using StableDino.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Benchmarks;

/// <summary>
/// Deformable sampling with 8 heads of 32, 4 levels of 4 points: all 17,821 tokens of an 800×1066 image, or 1,100
/// queries.
/// </summary>
public class SamplingBenchmarks
{
    private readonly ImmutableArray<LevelShape> _levels = Sizes.Pyramid(800, 1066);
    private Tensor _value = null!, _locations = null!, _weights = null!, _gradient = null!;

    [Params(1_100, 0)]
    public int Queries { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        random.manual_seed(60);
        long tokens = _levels[^1].Start + _levels[^1].Height * _levels[^1].Width, queries = Queries == 0
            ? tokens
            : Queries;
        _value = randn([1, tokens, 8, 32]).requires_grad_();
        // Around a reference, as trained offsets are, rather than all over the image.
        _locations = (rand([1, queries, 1, 1, 1, 2]) + 0.03 * randn([1, queries, 8, 4, 4, 2])).requires_grad_();
        _weights = rand([1, queries, 8, 16]).softmax(-1).reshape(1, queries, 8, 4, 4).requires_grad_();
        _gradient = randn([1, queries, 256]);
    }

    [Benchmark(Baseline = true)]
    public void Composed() => Forward(DeformableSampling.Composed);

    [Benchmark]
    public void Fused() => Forward((v, l, x, w) => FusedSampling.Apply(v, l, x, w));

    [Benchmark]
    public void Fused_in_256_bits() => Forward((v, l, x, w) => FusedSampling.Apply(v, l, x, w, VectorPath.Bits256));

    [Benchmark]
    public void Composed_with_gradients() => Both(DeformableSampling.Composed);

    [Benchmark]
    public void Fused_with_gradients() => Both((v, l, x, w) => FusedSampling.Apply(v, l, x, w));

    private delegate Tensor Sampling(Tensor value, ImmutableArray<LevelShape> levels, Tensor locations, Tensor weights);

    private void Forward(Sampling sampling)
    {
        using var silent = no_grad();
        using var output = sampling(_value, _levels, _locations, _weights);
    }

    private void Both(Sampling sampling)
    {
        using var scope = NewDisposeScope();
        sampling(_value, _levels, _locations, _weights).backward([_gradient]);
        foreach (var leaf in new[] { _value, _locations, _weights }) leaf.grad = null;
    }
}
