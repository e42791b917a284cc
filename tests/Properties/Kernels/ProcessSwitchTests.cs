using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

[Collection(ProcessWide.Name)]
public class ProcessSwitchTests
{
    [SkippableFact]
    public void Deterministic_algorithms_leave_no_memory_to_chance()
    {
        Skip.IfNot(DeterministicAlgorithms.IsAvailable, "the switch is reached on Linux only");
        using var scope = NewDisposeScope();
        Assert.False(DeterministicAlgorithms.InUse);
        try
        {
            Assert.True(DeterministicAlgorithms.Use(true));
            Assert.True(DeterministicAlgorithms.InUse);
            using (ones([4096])) { }
            // libtorch fills fresh memory only under the promise
            Assert.True(empty([4096]).isnan().all().item<bool>());
        }
        finally { DeterministicAlgorithms.Use(false); }
        Assert.False(DeterministicAlgorithms.InUse);
    }

    [SkippableFact]
    public void Products_by_oneDNN_agree_and_the_switch_returns()
    {
        Skip.IfNot(FloatMatmul.IsAvailable, "the switch is reached on Linux only");
        using var scope = NewDisposeScope();
        Tensor a = randn(257, 129), b = randn(129, 65);
        var exact = a.to(float64).mm(b.to(float64));
        Assert.False(FloatMatmul.UsesOneDnn);
        var usual = a.mm(b);
        try
        {
            Assert.True(FloatMatmul.UseOneDnn(true));
            Assert.True(FloatMatmul.UsesOneDnn);
            // room for bfloat16, where the processor has it
            Assert.True((a.mm(b) - exact).abs().max().item<double>() < 0.5);
        }
        finally { FloatMatmul.UseOneDnn(false); }
        Assert.False(FloatMatmul.UsesOneDnn);
        Assert.True(usual.equal(a.mm(b)).all().item<bool>());
    }

    /// <summary>The probe tells single precision from bfloat16, and what is chosen by it passes it.</summary>
    [SkippableFact]
    public void OneDNN_is_chosen_only_where_its_products_are_exact()
    {
        Skip.IfNot(FloatMatmul.IsAvailable, "the switch is reached on Linux only");
        Assert.InRange(FloatMatmul.RelativeError(float32), 1e-9, 1e-5);
        Assert.InRange(FloatMatmul.RelativeError(bfloat16), 1e-3, 1);
        try
        {
            Assert.Equal(FloatMatmul.UseOneDnnWhereExact(), FloatMatmul.UsesOneDnn);
            Assert.InRange(FloatMatmul.RelativeError(float32), 1e-9, 1e-5);
        }
        finally { FloatMatmul.UseOneDnn(false); }
    }
}
