using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class InputProjection
{
    /// <inheritdoc cref="forward"/>
    public PyramidValues Emit(FeatureValues features, Value? padding)
    {
        var (graph, map) = (features.Maps[0].Graph, features.Maps[0]);
        using var here = graph.Within(this);
        var projected = map.Convolve(
            graph.Weight("weight", convolution.weight!), graph.Weight("bias", convolution.bias!), kernel: 1);
        var normalised = norm is null ? projected : norm.Emit(projected);
        return new PyramidValues([normalised], LevelPadding.Emit(padding, [normalised]));
    }
}
