using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class SwinStage
{
    /// <inheritdoc/>
    internal override Value Emit(Value map) => blocks.Aggregate(map, (x, block) => block.Emit(x));

    /// <inheritdoc/>
    internal override Value EmitMerge(Value map)
    {
        using var here = map.Graph.Within(this);
        var padded = map.PadEnds(4, (1, map.Size(1).Modulo(2)), (2, map.Size(2).Modulo(2)));
        Value Corner(long row, long column) =>
            padded.Slice(1, row, long.MaxValue, 2).Slice(2, column, long.MaxValue, 2);
        var patches = map.Graph.Concat(-1, Corner(0, 0), Corner(1, 0), Corner(0, 1), Corner(1, 1));
        return reduction!.Emit(mergeNorm!.Emit(patches));
    }
}
