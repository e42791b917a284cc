using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class DenseDecoderLayer
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value queries, PlaceValues places, MemoryValues memory)
    {
        using var here = queries.Graph.Within(this);
        var among = selfNorm.Emit(((IExportedSelfAttention)selfAttention).Emit(queries, places.Positions));
        var across = crossNorm.Emit(((IExportedCrossAttention)crossAttention).Emit(among, places, memory));
        return feedForwardNorm.Emit(feedForward.Emit(across));
    }
}
