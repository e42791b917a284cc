using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class ResidualBlock
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value input)
    {
        using var here = input.Graph.Within(this);
        var residual = convolutions[1..].Aggregate(convolutions[0].Emit(input), (x, next) => next.Emit(x.Relu()));
        return (residual + (shortcut is null ? input : shortcut.Emit(input))).Relu();
    }
}
