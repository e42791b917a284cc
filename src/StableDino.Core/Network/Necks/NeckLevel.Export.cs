using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class NeckLevel
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value map)
    {
        using var here = map.Graph.Within(this);
        var graph = map.Graph;
        return norm.Emit(map.Convolve(
            graph.Weight("weight", convolution.weight!),
            convolution.bias is null ? null : graph.Weight("bias", convolution.bias), kernel, stride));
    }
}
