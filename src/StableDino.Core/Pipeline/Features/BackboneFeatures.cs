using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>Feature maps of the backbone's chosen stages, finest first.</summary>
/// <param name="Maps">Each [B, C_s, H / 2^s, W / 2^s].</param>
public sealed record BackboneFeatures(ImmutableArray<Tensor> Maps)
{
    /// <summary>The finest map, which a detector of masks keeps for them.</summary>
    public Tensor Finest => Maps[0];

    /// <summary>All maps but the finest.</summary>
    public BackboneFeatures Coarser => new(Maps[1..]);
}
