using System.Collections.Immutable;
using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>A pyramid of an exported graph: what <see cref="FeaturePyramid"/> is in a pass.</summary>
/// <param name="Maps">Each [B, width, H, W].</param>
/// <param name="Padding">Each bool [B, H, W]; empty where nothing is padded.</param>
public sealed record PyramidValues(ImmutableArray<Value> Maps, ImmutableArray<Value> Padding)
{
    /// <inheritdoc cref="FeaturePyramid.Reversed"/>
    public PyramidValues Reversed() => new([.. Maps.Reverse()], [.. Padding.Reverse()]);
}
