using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class PlaceEmbedding
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value sines) => outer.Emit(inner.Emit(sines).Relu());
}
