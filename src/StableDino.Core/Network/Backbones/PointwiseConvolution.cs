using StableDino.Foundation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>A 1×1 convolution as the matrix product that it is.</summary>
/// <remarks>
/// With channels last a map is a matrix of cells and channels already, and nothing is copied. It is as fast as the
/// convolution, and it does
/// not meet oneDNN's blocking of 1×1 convolutions, which on some processors divides by zero for 1,024 output channels
/// (in the backward pass,
/// for 1,024 input channels) and takes the process with it, nor its kernel gradient with a stride of 2 and fewer than
/// 16 input channels, which
/// writes past a buffer (libtorch 2.10; docs/performance.md).
/// </remarks>
internal static class PointwiseConvolution
{
    /// <summary>The same as <c>conv2d</c>.</summary>
    /// <param name="input">[B, C, H, W].</param>
    /// <param name="kernels">[O, C, 1, 1].</param>
    /// <param name="bias">[O], or none.</param>
    /// <param name="stride">Step.</param>
    /// <returns>[B, O, ⌈H/stride⌉, ⌈W/stride⌉], channels last.</returns>
    public static Tensor Apply(Tensor input, Tensor kernels, Tensor? bias, int stride = 1) => Scoped.Run(() =>
    {
        var cells = input.permute(0, 2, 3, 1);
        if (stride > 1) cells = cells.slice(1, 0, long.MaxValue, stride).slice(2, 0, long.MaxValue, stride);
        return functional.linear(cells.contiguous(), kernels.flatten(1), bias).permute(0, 3, 1, 2);
    });
}
