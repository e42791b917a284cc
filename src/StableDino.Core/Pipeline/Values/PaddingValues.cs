using System.Collections.Immutable;
using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>What of an exported graph's tokens is padding.</summary>
/// <param name="Tokens">bool [B, S].</param>
/// <param name="Maps">The same of each level, bool [B, H, W].</param>
/// <param name="Ratios">Share of each level's width and height that is not padding, [B, 1, 2] as (x, y).</param>
public sealed record PaddingValues(Value Tokens, ImmutableArray<Value> Maps, ImmutableArray<Value> Ratios)
{
    /// <summary>That of a pyramid's maps; none where they have no padding.</summary>
    public static PaddingValues? Of(ImmutableArray<Value> maps) => maps.IsEmpty
        ? null
        : new(maps[0].Graph.Concat(1, [.. maps.Select(map => map.Reshape(0, -1))]), maps, [.. maps.Select(Ratio)]);

    // Cells of the first row and the first column that are not padding, over all of them.
    private static Value Ratio(Value map)
    {
        var valid = (!map).To(ElementType.Single);
        return map.Graph.Concat(-1, valid.Select(1, 0).Mean(1, keep: true), valid.Select(2, 0).Mean(1, keep: true))
            .Unsqueeze(1);
    }
}
