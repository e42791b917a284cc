using StableDino.Onnx;

namespace StableDino.Network;

public abstract partial class MapStage
{
    /// <summary>As the stage's <c>forward</c>.</summary>
    /// <param name="map">[B, H, W, width].</param>
    internal abstract Value Emit(Value map);

    /// <inheritdoc cref="Merge"/>
    internal abstract Value EmitMerge(Value map);
}
