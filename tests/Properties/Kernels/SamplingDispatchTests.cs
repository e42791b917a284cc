using StableDino.Network;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

/// <summary>Which way <see cref="DeformableSampling.Apply"/> takes, seen from what comes out.</summary>
public class SamplingDispatchTests
{
    private static readonly SamplingCase Sample = SamplingCase.Of(21, 2, 6, 2, 16, 4, (9, 7), (4, 5), (2, 3));

    private static (Tensor Output, Tensor Value) Run(ScalarType value, ScalarType locations, ScalarType weights)
    {
        var v = Sample.Value().to(value).requires_grad_();
        var output = DeformableSampling.Apply(
            v, Sample.Levels, Sample.Locations().to(locations), Sample.Weights().to(weights));
        output.backward([ones_like(output)]);
        return (output, v.grad!);
    }

    [Fact]
    public void Single_precision_takes_the_fused_kernel()
    {
        using var scope = NewDisposeScope();
        var fused = FusedSampling.Apply(
            Sample.Value().to(float32), Sample.Levels, Sample.Locations().to(float32), Sample.Weights().to(float32));
        Assert.True(fused.equal(Run(float32, float32, float32).Output).all().item<bool>());
    }

    [Fact]
    public void Double_precision_takes_the_composition()
    {
        using var scope = NewDisposeScope();
        var exact = SamplingCase.Composed(Sample.Value(), Sample.Levels, Sample.Locations(), Sample.Weights());
        var output = Run(float64, float64, float64).Output;
        Assert.Equal(float64, output.dtype);
        Assert.True((exact - output).abs().max().item<double>() < 1e-13);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16, ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16, ScalarType.Float16)]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16)]
    public void Narrow_types_are_summed_in_single_precision(ScalarType values, ScalarType weights)
    {
        using var scope = NewDisposeScope();
        var (output, gradient) = Run(values, float32, weights);
        Assert.Equal((values, values), (output.dtype, gradient.dtype));
        var exact = SamplingCase.Composed(
            Sample.Value().to(values).to(float64), Sample.Levels, Sample.Locations(),
            Sample.Weights().to(weights).to(float64)).to(values);
        var step = values == ScalarType.Float32 ? 1e-6 : values == ScalarType.Float16 ? 1.0 / 2048 : 1.0 / 256;
        Assert.True((exact.to(float64) - output.to(float64)).abs().max().item<double>()
            <= step * Math.Max(1, exact.abs().max().to(float64).item<double>()));
    }
}
