using StableDino.Configuration;
using StableDino.Foundation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// A residual block (He et al., CVPR 2016): two 3×3 convolutions, or a bottleneck of 1×1, 3×3 and 1×1. The stride is in
/// its first
/// 3×3 convolution; a 1×1 <c>shortcut</c> projects the input where shapes differ.
/// </summary>
public sealed partial class ResidualBlock : NamedModule<Tensor, Tensor>
{
    private readonly NormalisedConvolution? shortcut;
    private readonly NormalisedConvolution[] convolutions;

    /// <summary>Convolutions named <c>conv1</c>, <c>conv2</c>, and <c>conv3</c> in a bottleneck.</summary>
    /// <param name="input">Channels taken.</param>
    /// <param name="inner">Channels of the 3×3 convolutions.</param>
    /// <param name="bottleneck">Whether it is a bottleneck, which gives four times <paramref name="inner"/>
    /// channels.</param>
    /// <param name="stride">Step.</param>
    /// <param name="norm">Normalisation.</param>
    /// <param name="frozen">Whether it is constant.</param>
    /// <param name="dilation">Cells from one tap of the 3×3 kernels to the next.</param>
    public ResidualBlock(int input, int inner, bool bottleneck, int stride, FeatureNorm norm, bool frozen,
        int dilation = 1) : base(nameof(ResidualBlock))
    {
        var output = bottleneck ? 4 * inner : inner;
        shortcut = input == output && stride == 1 ? null : Convolution("shortcut", input, output, 1, stride);
        convolutions = bottleneck
            ? [Convolution("conv1", input, inner, 1, 1), Convolution("conv2", inner, inner, 3, stride),
                Convolution("conv3", inner, output, 1, 1)]
            : [Convolution("conv1", input, inner, 3, stride), Convolution("conv2", inner, output, 3, 1)];

        NormalisedConvolution Convolution(string name, int from, int to, int kernel, int step) =>
            this.Place(
                name, new NormalisedConvolution(from, to, kernel, step, norm, frozen, kernel == 3 ? dilation : 1));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Scoped.Run(() =>
    {
        // In place: no backward pass reads what a normalised convolution gave, only what came out of the ReLU.
        var residual = convolutions[1..].Aggregate(convolutions[0].call(input), (x, next) => next.call(x.relu_()));
        return residual.add_(shortcut is null ? input : shortcut.call(input)).relu_();
    });
}
