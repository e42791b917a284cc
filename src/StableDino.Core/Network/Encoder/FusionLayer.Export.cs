using System.Collections.Immutable;
using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class FusionLayer
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(ImmutableArray<Value> memories) =>
        norm.Emit(projection.Emit(memories[0].Graph.Concat(-1, [.. memories])));
}
