using StableDino.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>TorchSharp's own layers as ONNX operators; the arguments are those of their <c>forward</c>.</summary>
internal static class StandardLayers
{
    /// <summary>x · Wᵀ + b.</summary>
    public static Value Emit(this Linear layer, Value x)
    {
        using var here = x.Graph.Within(layer);
        var product = x.MatMul(x.Graph.Weight("weight_transposed", layer.weight!, weight => weight.t()));
        return layer.bias is null ? product : product + x.Graph.Weight("bias", layer.bias);
    }

    /// <summary>Normalisation over the last axis.</summary>
    public static Value Emit(this LayerNorm layer, Value x)
    {
        using var here = x.Graph.Within(layer);
        return x.Graph.Apply(
            "LayerNormalization",
            [x, x.Graph.Weight("weight", layer.weight!), x.Graph.Weight("bias", layer.bias!)],
            ("axis", -1L), ("epsilon", (float)layer.eps));
    }

    /// <summary>
    /// Normalisation of groups of channels, [B, C, H, W]. <c>GroupNormalization</c> itself is deprecated below opset
    /// 21, so the
    /// groups are instances.
    /// </summary>
    public static Value Emit(this GroupNorm layer, Value map)
    {
        using var here = map.Graph.Within(layer);
        var (graph, groups) = (map.Graph, layer.num_groups);
        var instances = graph.Apply(
            "InstanceNormalization",
            [map.Reshape(0, groups, -1), graph.Constant($"ones {groups}", () => ones(groups)),
                graph.Constant($"zeros {groups}", () => zeros(groups))],
            ("epsilon", (float)layer.eps));
        return graph.Apply("Reshape", instances, map.Shape())
            * graph.Weight("weight", layer.weight!, weight => weight.view(-1, 1, 1))
            + graph.Weight("bias", layer.bias!, bias => bias.view(-1, 1, 1));
    }

    /// <summary>A square convolution.</summary>
    /// <param name="map">[B, C, H, W].</param>
    /// <param name="kernels">[O, C, k, k].</param>
    /// <param name="bias">[O], or none.</param>
    /// <param name="kernel">Its side k.</param>
    /// <param name="stride">Step.</param>
    /// <param name="dilation">Cells from one tap to the next; with it the size before the stride is kept.</param>
    public static Value Convolve(
        this Value map, Value kernels, Value? bias, int kernel, int stride = 1, int dilation = 1)
    {
        long border = dilation * (kernel / 2);
        return map.Graph.Apply(
            "Conv", bias is { } shift ? [map, kernels, shift] : [map, kernels],
            ("kernel_shape", new long[] { kernel, kernel }), ("strides", new long[] { stride, stride }),
            ("dilations", new long[] { dilation, dilation }),
            ("pads", new[] { border, border, border, border }));
    }
}
