using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>Feature maps of one width, finest first, with their padding.</summary>
/// <param name="Maps">Each [B, width, H_l, W_l].</param>
/// <param name="Padding">Each [B, H_l, W_l], bool: the batch's padding by nearest interpolation.</param>
public sealed record FeaturePyramid(ImmutableArray<Tensor> Maps, ImmutableArray<Tensor> Padding)
{
    /// <summary>The same maps, coarsest first.</summary>
    public FeaturePyramid Reversed() => new([.. Maps.Reverse()], [.. Padding.Reverse()]);
}
