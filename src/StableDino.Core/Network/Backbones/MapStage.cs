using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// The blocks of one stage of a <see cref="StagedBackbone"/>: a map [B, H, W, width] to one of the same shape.
/// </summary>
/// <param name="name">The module's.</param>
public abstract partial class MapStage(string name) : NamedModule<Tensor, Tensor>(name)
{
    /// <summary>The next stage's input; only where one follows.</summary>
    /// <param name="map">[B, H, W, width].</param>
    /// <returns>[B, ⌈H/2⌉, ⌈W/2⌉, 2·width].</returns>
    internal abstract Tensor Merge(Tensor map);
}
