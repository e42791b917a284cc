using StableDino.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Network;

public abstract partial class FusedAttention<TPlaces, TSeen>
{
    /// <inheritdoc cref="Projected"/>
    /// <param name="x">[B, N, width].</param>
    /// <param name="number">Number of the projection.</param>
    /// <param name="scale">A factor of the result, folded into the weights.</param>
    /// <returns>[B, heads, N, width / heads].</returns>
    private protected Value EmitProjected(Value x, int number, double scale = 1)
    {
        using var here = x.Graph.Within(this);
        Tensor Own(Tensor all) => all.narrow(0, number * width, width) * scale;
        var projected = x.MatMul(x.Graph.Weight($"in_proj_weight.{number}", inputWeight, w => Own(w).t()))
            + x.Graph.Weight($"in_proj_bias.{number}", inputBias, Own);
        return projected.EmitByHead(heads, width / heads);
    }

    /// <summary>Projected queries, scaled as attention asks for.</summary>
    private protected Value EmitQueries(Value x, int number = 0) =>
        EmitProjected(x, number, 1 / Math.Sqrt(width / heads));

    /// <inheritdoc cref="Gathered"/>
    private protected Value EmitGathered(Value content, Value query, Value key, Value value, Value? visible) =>
        EmitAdded(content, AttentionShapes.EmitAttention(query, key, value, visible, width));

    /// <summary>The content and, projected, what its queries gathered, [B, N, width].</summary>
    private protected Value EmitAdded(Value content, Value attended) => content + outputProjection.Emit(attended);
}
