using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class FeedForward
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value input)
    {
        using var here = input.Graph.Within(this);
        var hidden = inner.Emit(input);
        return input + outer.Emit(slope is null
            ? hidden.Relu()
            : input.Graph.Apply("PRelu", hidden, input.Graph.Weight("slope", slope.weight!)));
    }
}
