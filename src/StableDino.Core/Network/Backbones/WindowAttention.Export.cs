using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class WindowAttention
{
    /// <inheritdoc cref="forward"/>
    /// <param name="tokens">[B·n, N, width].</param>
    /// <param name="mask">[n, N, N], added to the logits; none for windows that are not shifted.</param>
    internal Value Emit(Value tokens, Value? mask)
    {
        var graph = tokens.Graph;
        using var here = graph.Within(this);
        var width = (int)projection.out_features;
        var (depth, count) = (width / heads, biasIndex.shape[0]);
        var parts = fused.Emit(tokens).Split(-1, width, width, width);
        var bias = graph.Weight("relative_position_bias", biasTable, table =>
            table.index_select(0, biasIndex.flatten()).view(count, count, heads).permute(2, 0, 1));
        var query = (parts[0] * Math.Pow(depth, -0.5)).EmitByHead(heads, depth);
        var logits = query.MatMul(parts[1].EmitByHead(heads, depth).Permute(0, 1, 3, 2)) + bias;
        if (mask is { } hidden)
            logits = (logits.Reshape(-1, hidden.Size(0), heads, count, count) + hidden.Unsqueeze(1))
                .Reshape(-1, heads, count, count);
        var attended = logits.Softmax(-1).MatMul(parts[2].EmitByHead(heads, depth));
        return projection.Emit(attended.Permute(0, 2, 1, 3).Reshape(0, 0, width));
    }
}
