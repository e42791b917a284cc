using System.Collections.Immutable;
using StableDino.Onnx;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Network;

public sealed partial class DeformableAttention
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value queries, Value positions, MemoryValues values, FramedValues references)
    {
        using var here = queries.Graph.Within(this);
        var located = queries + positions;
        var projected = valueProjection.Emit(values.Memory);
        var maps = values.Tokens.Mask is { } mask ? projected.MaskedFill(mask.Tokens.Unsqueeze(-1), 0) : projected;
        var samples = new SampledValues(
            maps, values.Tokens.Levels, references, EmitOffsets(located),
            attentionWeights.Emit(located).Reshape(0, 0, heads, levels * points).Softmax(-1),
            new(heads, (int)outputProjection.in_features / heads, points));
        return queries + outputProjection.Emit(DeformableSampling.Emit(samples));
    }

    // Offsets of each level, [B, Q, H, P, 2]: the weights' rows are put in an order that keeps a level's together.
    private ImmutableArray<Value> EmitOffsets(Value located)
    {
        var graph = located.Graph;
        using var here = graph.Within(samplingOffsets);
        Tensor ByLevel(Tensor rows) =>
            rows.view(heads, levels, points * 2, -1).transpose(0, 1).reshape(heads * levels * points * 2, -1);
        var all = located.MatMul(graph.Weight("weight_by_level", samplingOffsets.weight!, w => ByLevel(w).t()))
            + graph.Weight("bias_by_level", samplingOffsets.bias!, bias => ByLevel(bias).flatten());
        return [.. all.Split(-1, [.. Enumerable.Repeat((long)heads * points * 2, levels)])
            .Select(offsets => offsets.Reshape(0, 0, heads, points, 2))];
    }
}
