using StableDino.Foundation;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// One level of the neck: a convolution <c>conv</c> and its group normalisation <c>norm</c>. A 1×1 convolution of 1,024
/// channels or more is a
/// matrix product: the crash that <see cref="PointwiseConvolution"/> names also waits in the gradient towards that
/// many.
/// </summary>
public sealed partial class NeckLevel : NamedModule<Tensor, Tensor>
{
    private readonly int kernel;
    private readonly int stride;
    private readonly Conv2d convolution;
    private readonly GroupNorm norm;

    /// <summary>
    /// A convolution by Glorot's rule, padded to keep the size before its stride, and a normalisation that starts as
    /// the identity.
    /// </summary>
    /// <param name="input">Channels taken.</param>
    /// <param name="output">Channels given.</param>
    /// <param name="kernel">Side of the kernel; odd.</param>
    /// <param name="stride">Step.</param>
    /// <param name="groups">Groups of the normalisation.</param>
    /// <param name="bias">Whether the convolution has a bias.</param>
    public NeckLevel(int input, int output, int kernel, int stride, int groups, bool bias = true) : base(
        nameof(NeckLevel))
    {
        (this.kernel, this.stride) = (kernel, stride);
        convolution =
            this.Place("conv", Conv2d(input, output, kernel, stride: stride, padding: kernel / 2, bias: bias)).Xavier();
        norm = this.Place("norm", GroupNorm(groups, output).Identity());
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor map) =>
        Scoped.Run(() => norm.call(kernel == 1 && convolution.in_channels >= 1024
            ? PointwiseConvolution.Apply(map, convolution.weight!, convolution.bias, stride)
            : convolution.call(map)));
}
