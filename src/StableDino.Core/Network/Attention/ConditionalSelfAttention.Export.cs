using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class ConditionalSelfAttention : IExportedSelfAttention
{
    /// <inheritdoc/>
    public Value Emit(Value content, Value positions, Value? visible = null)
    {
        using var here = content.Graph.Within(this);
        var width = (int)output.out_features;
        var depth = width / heads;
        var query = (queryContent.Emit(content) + queryPosition.Emit(positions)) * (1 / Math.Sqrt(depth));
        var key = keyContent.Emit(content) + keyPosition.Emit(positions);
        return content + output.Emit(AttentionShapes.EmitAttention(
            query.EmitByHead(heads, depth), key.EmitByHead(heads, depth),
            value.Emit(content).EmitByHead(heads, depth), visible, width));
    }
}
