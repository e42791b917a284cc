using StableDino.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableDino.Network;

public sealed partial class NormalisedConvolution
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value input)
    {
        using var here = input.Graph.Within(this);
        if (norm is GroupNorm groups) return groups.Emit(Convolved(input, input.Graph.Weight("weight", weight), null));

        var kernels = input.Graph.Weight("weight_folded", weight, w => w * Affine().Scale.view(-1, 1, 1, 1));
        return Convolved(input, kernels, input.Graph.Weight("shift", weight, _ => Affine().Shift));
    }

    private Value Convolved(Value input, Value kernels, Value? bias) =>
        input.Convolve(kernels, bias, kernel, stride, kernel == 1 ? 1 : dilation);

    // What a batch normalisation does to a channel in evaluation.
    private (Tensor Scale, Tensor Shift) Affine()
    {
        if (norm is FrozenBatchNorm constant) return constant.Affine();

        var batch = (BatchNorm2d)norm;
        var scale = batch.weight! * (batch.running_var! + batch.eps).rsqrt();
        return (scale, batch.bias! - batch.running_mean! * scale);
    }
}
