using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class ConditionalAttention : IExportedCrossAttention
{
    /// <inheritdoc/>
    public Value Emit(Value content, PlaceValues places, MemoryValues memory)
    {
        var graph = content.Graph;
        using var here = graph.Within(this);
        var width = (int)output.out_features;
        var depth = width / heads;
        var where = keyPosition.Emit(memory.Tokens.Positions);
        var (asked, offered) = (queryContent.Emit(content), keyContent.Emit(memory.Memory));
        if (queryPosition is not null)
            (asked, offered) = (asked + queryPosition.Emit(places.Positions), offered + where);
        var sines = querySine.Emit(places.Sines!.Value);
        // positions without padding are those of one image
        var everywhere = memory.Tokens.Mask is null ? where.Expand(memory.Memory.Size(0), 1, 1) : where;
        Value Query(Value x) => (x * (1 / Math.Sqrt(2 * depth))).EmitByHead(heads, depth);
        return content + output.Emit(AttentionShapes.EmitAttention(
            graph.Concat(-1, Query(asked), Query(sines)),
            graph.Concat(-1, offered.EmitByHead(heads, depth), everywhere.EmitByHead(heads, depth)),
            value.Emit(memory.Memory).EmitByHead(heads, depth),
            masked ? memory.Tokens.EmitVisible() : null, width));
    }
}
