using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class Mlp
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value input) =>
        layers[1..].Aggregate(layers[0].Emit(input), (x, layer) => layer.Emit(x.Relu()));
}
