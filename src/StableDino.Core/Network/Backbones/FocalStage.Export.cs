using StableDino.Onnx;

namespace StableDino.Network;

public sealed partial class FocalStage
{
    /// <inheritdoc/>
    internal override Value Emit(Value map) => blocks.Aggregate(map, (x, block) => block.Emit(x));

    /// <inheritdoc/>
    internal override Value EmitMerge(Value map) => merging!.Emit(map.Permute(0, 3, 1, 2));
}
