using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class PatchEmbedding
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value map)
    {
        var graph = map.Graph;
        using var here = graph.Within(this);
        Value Missing(Value side) => (graph.Longs(patch) - side.Modulo(patch)).Modulo(patch);
        var padded = map.PadEnds(4, (2, Missing(map.Size(2))), (3, Missing(map.Size(3))));
        var (kernel, border) = (projection.weight!.shape[2], projection.padding![0]);
        var patches = graph.Apply(
            "Conv",
            [padded, graph.Weight("proj.weight", projection.weight), graph.Weight("proj.bias", projection.bias!)],
            ("kernel_shape", new[] { kernel, kernel }), ("strides", new long[] { patch, patch }),
            ("pads", new[] { border, border, border, border }));
        return norm.Emit(patches.Permute(0, 2, 3, 1));
    }
}
