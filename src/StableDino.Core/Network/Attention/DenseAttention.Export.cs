using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class DenseAttention : IExportedCrossAttention
{
    /// <inheritdoc/>
    public Value Emit(Value content, PlaceValues places, MemoryValues memory)
    {
        using var here = content.Graph.Within(this);
        return EmitGathered(
            content,
            EmitQueries(content + places.Positions), EmitProjected(memory.Memory + memory.Tokens.Positions, 1),
            EmitProjected(memory.Memory, 2),
            memory.Tokens.EmitVisible());
    }
}
