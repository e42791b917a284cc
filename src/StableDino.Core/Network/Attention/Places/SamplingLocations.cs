using System.Collections.Immutable;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// Where deformable attention samples: offsets around a reference (Zhu et al., ICLR 2021, §4.1 and A.3).
/// </summary>
public static class SamplingLocations
{
    /// <summary>
    /// A point: reference + offset in cells. A box: centre + offset in half boxes, spread over the points.
    /// </summary>
    /// <param name="references">[B, Q, L, 2] (x, y) or [B, Q, L, 4] (x, y, w, h), in each level's frame.</param>
    /// <param name="offsets">[B, Q, H, L, P, 2].</param>
    /// <param name="levels">Shape of each of the L levels.</param>
    /// <returns>[B, Q, H, L, P, 2], in units of the map; the caller owns it.</returns>
    public static Tensor Of(Tensor references, Tensor offsets, ImmutableArray<LevelShape> levels) => Scoped.Run(() =>
    {
        var around = references.unsqueeze(2).unsqueeze(4);                                // [B, Q, 1, L, 1, 2 or 4]
        if (references.shape[^1] != 2)
            return around.narrow(-1, 0, 2) + offsets / offsets.shape[4] * around.narrow(-1, 2, 2) * 0.5;

        var cells =
            tensor(levels.SelectMany(level => new float[] { level.Width, level.Height }).ToArray(),
                device: offsets.device)
                .to_type(offsets.dtype).view(-1, 1, 2);
        return around + offsets / cells;
    });
}
