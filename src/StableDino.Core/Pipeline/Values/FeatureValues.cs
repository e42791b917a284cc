using System.Collections.Immutable;
using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>Feature maps of an exported backbone: what <see cref="BackboneFeatures"/> is in a pass.</summary>
/// <param name="Maps">Each [B, C, H, W], finest first.</param>
public sealed record FeatureValues(ImmutableArray<Value> Maps)
{
    /// <inheritdoc cref="BackboneFeatures.Finest"/>
    public Value Finest => Maps[0];

    /// <inheritdoc cref="BackboneFeatures.Coarser"/>
    public FeatureValues Coarser => new(Maps[1..]);
}
