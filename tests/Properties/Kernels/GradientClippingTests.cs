using StableDino.Foundation;
using StableDino.Network;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

public class GradientClippingTests
{
    private static Parameter[] Graded(double size) =>
    [
        .. new[] { (Shape: new long[] { 3, 4 }, Value: 1.0), ([5], -2.0), ([], 3.0) }
            .Select(p => new Parameter(zeros(p.Shape)) { grad = full(p.Shape, p.Value * size) }),
        new Parameter(zeros(2)),
    ];

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1.0)]
    [InlineData(1e4)]
    public void Scales_by_the_largest_norm_over_the_norm_but_never_up(double size)
    {
        using var scope = NewDisposeScope();
        var parameters = Graded(size);
        var norm = Math.Sqrt(12 + 4 * 5 + 9) * size;
        Assert.Equal(norm, GradientClipping.ByNorm(parameters, 0.1).item<float>(), norm * 1e-6);
        var factor = Math.Min(1, 0.1 / (norm + 1e-6));
        Assert.All(parameters[..3].Zip([1.0, -2.0, 3.0]), p =>
            Assert.Equal(p.Item2 * size * factor, p.Item1.grad!.flatten()[0].item<float>(),
                Math.Abs(size * factor) * 1e-6));
        Assert.Null(parameters[3].grad);
    }

    [Fact]
    public void Small_gradients_keep_their_bits()
    {
        using var scope = NewDisposeScope();
        Parameter[] clipped = Graded(1e-3), plain = Graded(1e-3);
        GradientClipping.ByNorm(clipped, 0.1);
        Assert.All(clipped[..3].Zip(plain), p => Assert.True(p.Item1.grad!.equal(p.Item2.grad!).all().item<bool>()));
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_shows_in_the_norm()
    {
        using var scope = NewDisposeScope();
        var parameters = Graded(1);
        parameters[1].grad![0] = tensor(float.NaN);
        Assert.True(float.IsNaN(GradientClipping.ByNorm(parameters, 0.1).item<float>()));
        Assert.Equal(0f, GradientClipping.ByNorm(parameters[3..], 0.1).item<float>());
    }

    /// <summary>
    /// TorchSharp 0.107 forgets the scalar that it makes of a double while native code still reads it.
    /// </summary>
    [Fact]
    public void A_collection_during_the_call_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var stop = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            var gradient = ones(4);
            for (var call = 0; call < 100; call++)
            {
                using var norm = StableDino.Foundation.TorchScriptDoor.Clip([gradient], 100);
                Assert.Equal(2, norm.item<float>());
            }
        }
        finally
        {
            Volatile.Write(ref stop, true);
            collector.Join();
        }
    }
}
