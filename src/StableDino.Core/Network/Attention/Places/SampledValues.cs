using System.Collections.Immutable;
using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

/// <summary>What the sampling of an exported deformable attention is made of.</summary>
/// <param name="Maps">[B, S, H·D]: the maps of all levels, one after another.</param>
/// <param name="Levels">Shape of each level.</param>
/// <param name="References">Points or boxes in the frame of every level.</param>
/// <param name="Offsets">For each level [B, Q, H, P, 2].</param>
/// <param name="Weights">[B, Q, H, L·P].</param>
/// <param name="Sizes">Heads, channels and points.</param>
internal sealed record SampledValues(
    Value Maps, ImmutableArray<LevelValues> Levels, FramedValues References, ImmutableArray<Value> Offsets,
    Value Weights, SamplingSizes Sizes)
{
    /// <summary>
    /// Locations on a level, [B, Q, H, P, 2], as <see cref="SamplingLocations"/> has them, in a frame of one's own.
    /// </summary>
    /// <param name="level">The level.</param>
    /// <param name="scale">Factor of a location in units of the map: a number or [2].</param>
    /// <param name="shift">Added afterwards.</param>
    public Value Locations(int level, Value scale, double shift)
    {
        var around = References.Levels[level].Unsqueeze(2, 3);                            // [B, Q, 1, 1, 2 or 4]
        if (!References.Boxes)
            return around * scale + shift + Offsets[level] * (scale / Levels[level].Extent);

        var reach = around.Narrow(-1, 2, 2) * (0.5 / Sizes.Points) * scale;
        return around.Narrow(-1, 0, 2) * scale + shift + Offsets[level] * reach;
    }
}
