using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class DecoderLayer
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value queries, Value positions, FramedValues references, MemoryValues memory)
    {
        using var here = queries.Graph.Within(this);
        var among = selfNorm.Emit(selfAttention.Emit(queries, positions));
        var across = crossNorm.Emit(crossAttention.Emit(among, positions, memory, references));
        return feedForwardNorm.Emit(feedForward.Emit(across));
    }
}
