using StableDino.Onnx;
using TorchSharp.Modules;

namespace StableDino.Network;

public sealed partial class FocalModulation
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value map)
    {
        var graph = map.Graph;
        using var here = graph.Within(this);
        var parts = fused.Emit(map).Permute(0, 3, 1, 2).Split(1, width, width, contexts.Length + 1);
        var (query, context, gates) = (parts[0], parts[1], parts[2]);
        Value? gathered = null;
        for (var level = 0; level < contexts.Length; level++)
        {
            context = EmitContext(context, contexts[level]).Gelu();
            var gated = context * gates.Narrow(1, level, 1);
            gathered = gathered is { } sum ? sum + gated : gated;
        }

        var everywhere = context.Mean(2, keep: true).Mean(3, keep: true).Gelu() * gates.Narrow(1, contexts.Length, 1);
        var all = gathered is { } some ? some + everywhere : everywhere;
        if (averages) all /= contexts.Length + 1;
        var modulation = all.Convolve(
            graph.Weight("h.weight", modulator.weight!), graph.Weight("h.bias", modulator.bias!), kernel: 1);
        var modulated = (query * modulation).Permute(0, 2, 3, 1);
        return output.Emit(norm is null ? modulated : norm.Emit(modulated));
    }

    // Each channel by itself.
    private Value EmitContext(Value map, Conv2d kernels)
    {
        var side = kernels.weight!.shape[2];
        return map.Graph.Apply(
            "Conv", [map, map.Graph.Weight("focal", kernels.weight)],
            ("group", (long)width), ("kernel_shape", new[] { side, side }),
            ("pads", new[] { side / 2, side / 2, side / 2, side / 2 }));
    }
}
