using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class SwinBlock
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value map)
    {
        using var here = map.Graph.Within(this);
        var attended = map + EmitAttended(attentionNorm.Emit(map));
        return attended + outer.Emit(inner.Emit(mlpNorm.Emit(attended)).Gelu());
    }

    private Value EmitAttended(Value map)
    {
        var graph = map.Graph;
        var (height, width, channels) = (map.Size(1), map.Size(2), (int)inner.in_features);
        Value Missing(Value length) => (graph.Longs(side) - length.Modulo(side)).Modulo(side);
        var (below, right) = (Missing(height), Missing(width));
        var padded = map.PadEnds(4, (1, below), (2, right));
        var (rows, columns) = ((height + below) / graph.Longs(side), (width + right) / graph.Longs(side));

        var shifted = shift > 0 ? padded.Roll(1, -shift).Roll(2, -shift) : padded;
        var windows = shifted.Reshape(map.Size(0), rows, side, columns, side, channels).Permute(0, 1, 3, 2, 4, 5)
            .Reshape(-1, side * side, channels);
        var attended = attention.Emit(windows, shift > 0 ? EmitMask(rows, columns) : null);
        var merged = attended.Reshape(map.Size(0), rows, columns, side, side, channels).Permute(0, 1, 3, 2, 4, 5)
            .Reshape(map.Size(0), rows * graph.Longs(side), columns * graph.Longs(side), channels);
        var back = shift > 0 ? merged.Roll(1, shift).Roll(2, shift) : merged;
        return back.Slice(1, 0, height).Slice(2, 0, width);
    }

    // As Mask.
    private Value EmitMask(Value rows, Value columns)
    {
        var graph = rows.Graph;
        Value Regions(Value windows)
        {
            var length = windows * graph.Longs(side);
            Value Behind(long margin) =>
                graph.Apply("GreaterOrEqual", graph.Range(length), length - graph.Longs(margin)).To(ElementType.Int64);
            return Behind(side) + Behind(shift);
        }

        var regions = (Regions(rows).Unsqueeze(1) * graph.Longs(3) + Regions(columns).Unsqueeze(0))
            .Reshape(rows, side, columns, side).Permute(0, 2, 1, 3).Reshape(-1, side * side);
        var together = graph.Apply("Equal", regions.Unsqueeze(1), regions.Unsqueeze(2));
        return graph.Apply("Where", together, graph.Single(0), graph.Single(Hidden));
    }
}
