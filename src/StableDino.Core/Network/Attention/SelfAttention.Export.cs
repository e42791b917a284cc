using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class SelfAttention : IExportedSelfAttention
{
    /// <inheritdoc/>
    public Value Emit(Value content, Value positions, Value? visible = null)
    {
        using var here = content.Graph.Within(this);
        var located = content + positions;
        return EmitGathered(
            content, EmitQueries(located), EmitProjected(located, 1), EmitProjected(content, 2), visible);
    }
}
