using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class RowColumnAttention : IExportedCrossAttention
{
    /// <inheritdoc/>
    public Value Emit(Value content, PlaceValues places, MemoryValues memory)
    {
        using var here = content.Graph.Within(this);
        var (map, mask) = (memory.Tokens.Levels[0], memory.Tokens.Mask?.Maps[0]);
        var asked = places.Sines!.Value.Split(-1, width, width);
        var offered = memory.Tokens.Positions.Split(-1, width, width);
        Value OnMap(Value x) => x.Reshape(0, heads, map.Height, map.Width, width / heads);
        var rowKeys = EmitMean(OnMap(EmitProjected(memory.Memory + offered[0], 2)), mask, 2);
        var columnKeys = EmitMean(OnMap(EmitProjected(memory.Memory + offered[1], 3)), mask, 3);
        var inRow = EmitWeights(EmitQueries(content + asked[0], 0), rowKeys, mask?.Select(1, 0));
        var inColumn = EmitWeights(EmitQueries(content + asked[1], 1), columnKeys, mask?.Select(2, 0));
        var values = OnMap(EmitProjected(memory.Memory, 4));                              // [B, heads, H, W, c]

        // columns first: of every query and column what its rows give, [B, heads, Q, W, c]
        var rows = values.Reshape(0, 0, map.Height, -1);
        var partial = inColumn.MatMul(rows).Reshape(0, 0, content.Size(1), map.Width, width / heads);
        var attended = inRow.Unsqueeze(3).MatMul(partial).Squeeze(3);                     // [B, heads, Q, c]
        return EmitAdded(content, attended.Permute(0, 2, 1, 3).Reshape(0, 0, width));
    }

    private Value EmitMean(Value map, Value? padding, long along)
    {
        if (!masked || padding is not { } hidden) return map.Mean(along);
        var real = (!hidden).To(ElementType.Single).Unsqueeze(1, 4);
        return (map * real).Sum(along) / real.Sum(along).ClampMin(1);
    }

    private static Value EmitWeights(Value query, Value keys, Value? padding)
    {
        var logits = query.MatMul(keys.Permute(0, 1, 3, 2));
        return (padding is { } hidden ? logits.MaskedFill(hidden.Unsqueeze(1, 2), double.NegativeInfinity) : logits)
            .Softmax(-1);
    }
}
