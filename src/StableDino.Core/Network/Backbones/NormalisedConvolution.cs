using StableDino.Configuration;
using StableDino.Foundation;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// A square convolution without bias, padded to keep the size before its stride, and its normalisation: <c>weight</c>
/// and <c>norm</c>.
/// A frozen normalisation is folded into the weight at each call; gradients reach the weight through the fold.
/// </summary>
public sealed partial class NormalisedConvolution : NamedModule<Tensor, Tensor>
{
    private readonly int kernel;
    private readonly int stride;
    private readonly int dilation;
    private readonly bool frozen;
    private readonly Module<Tensor, Tensor> norm;
    [ComponentName(Name = "weight")] private readonly Parameter weight;

    /// <summary>A convolution by He et al.'s rule, and its normalisation.</summary>
    /// <param name="input">Channels taken.</param>
    /// <param name="output">Channels given.</param>
    /// <param name="kernel">Side of the kernel; odd.</param>
    /// <param name="stride">Step.</param>
    /// <param name="norm">Which normalisation.</param>
    /// <param name="frozen">Whether weight and normalisation are constants: no gradient, and batch statistics neither
    /// used nor tracked.</param>
    /// <param name="dilation">Cells from one tap of the kernel to the next.</param>
    public NormalisedConvolution(
        int input, int output, int kernel, int stride, FeatureNorm norm, bool frozen, int dilation = 1)
        : base(nameof(NormalisedConvolution))
    {
        (this.kernel, this.stride, this.frozen, this.dilation) = (kernel, stride, frozen, dilation);
        weight = this.Learn("weight", Initialisation.He(output, input, kernel));
        this.norm = this.Place<Module<Tensor, Tensor>>("norm", norm switch
        {
            FeatureNorm.FrozenBatch => new FrozenBatchNorm(output),
            FeatureNorm.Batch => BatchNorm2d(output),
            FeatureNorm.Group => GroupNorm(Groups(output), output).Identity(),
            _ => throw new ArgumentOutOfRangeException(nameof(norm)),
        });
        if (frozen) foreach (var parameter in this.parameters()) parameter.requires_grad = false;
    }

    /// <summary>
    /// Groups of a group normalisation: the most, up to 32, that divide the channels into groups of at least 4.
    /// </summary>
    internal static int Groups(int channels) =>
        Enumerable.Range(1, 32).Where(groups => channels % groups == 0 && channels / groups >= 4)
            .DefaultIfEmpty(1).Max();

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Scoped.Run(() =>
    {
        if (norm is FrozenBatchNorm constant)
        {
            var (scale, shift) = constant.Affine();
            return Convolve(input, weight * scale.view(-1, 1, 1, 1), shift);
        }

        var features = Convolve(input, weight, null);
        return norm is BatchNorm2d batch && frozen
            ? functional.batch_norm(
                features, batch.running_mean, batch.running_var, batch.weight, batch.bias, training: false)
            : norm.call(features);
    });

    private Tensor Convolve(Tensor input, Tensor kernels, Tensor? bias) => kernel == 1
        ? PointwiseConvolution.Apply(input, kernels, bias, stride)
        : functional.conv2d(input, kernels, bias, strides: [stride, stride],
            padding: [dilation * (kernel / 2), dilation * (kernel / 2)],
            dilation: [dilation, dilation]);
}
