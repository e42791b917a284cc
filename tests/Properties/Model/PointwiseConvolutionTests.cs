using StableDino.Configuration;
using StableDino.Network;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

public class PointwiseConvolutionTests
{
    [Theory]
    [InlineData(1, true, true), InlineData(2, true, false), InlineData(2, false, true), InlineData(3, false, false)]
    public void Equals_the_convolution_and_its_gradients(int stride, bool channelsLast, bool biased)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        Tensor Draw(params long[] shape) => randn(shape, generator: generator, dtype: float64).requires_grad_();
        var image = channelsLast ? Draw(2, 7, 10, 6).detach().permute(0, 3, 1, 2).requires_grad_() : Draw(2, 6, 7, 10);
        var (kernels, bias) = (Draw(5, 6, 1, 1), biased ? Draw(5) : null);
        var leaves = new[] { image, kernels, bias }.OfType<Tensor>().ToArray();

        Tensor[] Run(Func<Tensor> convolve)
        {
            var output = convolve();
            var gradients = autograd.grad([(output * output).sum()], leaves);
            return [output.detach(), .. gradients];
        }

        var expected = Run(() => nn.functional.conv2d(image, kernels, bias, strides: [stride, stride]));
        var actual = Run(() => PointwiseConvolution.Apply(image, kernels, bias, stride));
        foreach (var (wanted, found) in expected.Zip(actual))
        {
            Assert.Equal(wanted.shape, found.shape);
            Assert.True((wanted - found).abs().max().item<double>() < 1e-11);
        }
    }

    /// <summary>
    /// Where libtorch 2.10's own convolution ends the process on some processors: a bottleneck's 1×1 convolution to
    /// 1,024 channels.
    /// </summary>
    [Fact]
    public void A_thousand_and_twenty_four_channels_pass()
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        var image = randn(1, 50, 67, 256).permute(0, 3, 1, 2);
        Assert.Equal([1, 1024, 50, 67], PointwiseConvolution.Apply(image, randn(1024, 256, 1, 1), randn(1024)).shape);
        Assert.Equal([1, 1024, 25, 34],
            PointwiseConvolution.Apply(image, randn(1024, 256, 1, 1), null, stride: 2).shape);
    }

    /// <summary>
    /// Where libtorch 2.10's own convolution writes past a buffer on some processors, in the gradient of the kernels:
    /// 1×1, stride 2, fewer than
    /// 16 channels taken, channels last. Called so, 60 repeats ended the process each time ("double free or
    /// corruption").
    /// </summary>
    [Fact]
    public void Steps_over_a_map_of_few_channels_leave_the_heap_alone()
    {
        using var scope = NewDisposeScope();
        using var shortcut = new NormalisedConvolution(
            8, 8, kernel: 1, stride: 2, FeatureNorm.FrozenBatch, frozen: false);
        for (var repeat = 0; repeat < 60; repeat++)
        {
            using var step = NewDisposeScope();
            shortcut.call(randn(2, 16, 24, 8).permute(0, 3, 1, 2).requires_grad_()).sum().backward();
        }
        Assert.True(shortcut.parameters().Single().grad!.isfinite().all().item<bool>());
    }
}
