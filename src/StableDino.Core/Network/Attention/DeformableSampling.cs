using System.Collections.Immutable;
using StableDino.Foundation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// The sampling core of multi-scale deformable attention (Zhu et al., ICLR 2021, Eq. 3): bilinear samples of every
/// level's value map,
/// zero outside the map, weighted and summed over levels and points.
/// </summary>
public static partial class DeformableSampling
{
    /// <summary>The weighted sum of samples, by the fastest way there is for the tensors at hand.</summary>
    /// <param name="value">[B, S, H, D]: the maps of all levels, one after another, row-major.</param>
    /// <param name="levels">Shape and start of each of the L levels.</param>
    /// <param name="locations">[B, Q, H, L, P, 2]: (x, y) in units of the map, 0 and 1 being its outer edges.</param>
    /// <param name="weights">[B, Q, H, L, P].</param>
    /// <returns>[B, Q, H·D] in the type of <paramref name="value"/>; the caller owns it.</returns>
    /// <remarks>
    /// float32 on the CPU goes to <see cref="FusedSampling"/>, the rest to <see cref="Composed"/>. Narrow types are
    /// widened to float32 first:
    /// a location in bfloat16 is off by half a cell on a map of 128.
    /// </remarks>
    public static Tensor Apply(Tensor value, ImmutableArray<LevelShape> levels, Tensor locations, Tensor weights) =>
        IsNarrow(value) || IsNarrow(locations) || IsNarrow(weights)
            ? Scoped.Run(() =>
                Apply(value.to(float32), levels, locations.to(float32), weights.to(float32)).to(value.dtype))
        : FusedSampling.Takes(value, locations, weights) ? FusedSampling.Apply(value, levels, locations, weights)
        : Composed(value, levels, locations, weights);

    /// <summary>
    /// The same from what the attention's projections give: locations around references, weights by softmax.
    /// </summary>
    /// <param name="value">[B, S, H, D]: the maps of all levels, one after another, row-major.</param>
    /// <param name="levels">Shape and start of each of the L levels.</param>
    /// <param name="references">[B, Q, L, 2] points (x, y) or [B, Q, L, 4] boxes (x, y, w, h), in each level's
    /// frame.</param>
    /// <param name="offsets">[B, Q, H, L, P, 2]; see <see cref="SamplingLocations"/>.</param>
    /// <param name="logits">[B, Q, H, L·P].</param>
    /// <returns>[B, Q, H·D] in the type of <paramref name="value"/>; the caller owns it.</returns>
    public static Tensor FromLogits(
        Tensor value, ImmutableArray<LevelShape> levels, Tensor references, Tensor offsets, Tensor logits) =>
        Scoped.Run(() =>
    {
        var (wide, moves, scores) = (Widen(value), Widen(offsets), Widen(logits));
        var sampled = FusedAttentionSampling.Takes(wide, references, moves, scores)
            ? FusedAttentionSampling.Apply(wide, levels, references, moves, scores)
            : Apply(wide, levels, SamplingLocations.Of(references, moves, levels),
                scores.softmax(-1).view(moves.shape[..5]));
        return sampled.to(value.dtype);
    });

    private static Tensor Widen(Tensor tensor) => IsNarrow(tensor) ? tensor.to(float32) : tensor;

    private static bool IsNarrow(Tensor tensor) => tensor.dtype is ScalarType.BFloat16 or ScalarType.Float16;

    /// <summary>The same from <c>grid_sample</c>: the reference, and the way on every device.</summary>
    /// <inheritdoc cref="Apply"/>
    public static Tensor Composed(Tensor value, ImmutableArray<LevelShape> levels, Tensor locations, Tensor weights) =>
        Scoped.Run(() =>
        {
            var (batch, heads, channels) = (value.shape[0], value.shape[2], value.shape[3]);
            var (queries, points) = (locations.shape[1], locations.shape[4]);
            var grids = (locations * 2 - 1).permute(3, 0, 2, 1, 4, 5);                       // [L, B, H, Q, P, 2]
            var shares = weights.permute(3, 0, 2, 1, 4);                                     // [L, B, H, Q, P]
            return levels.Select((level, index) => Scoped.Run(() =>
            {
                var map = value.narrow(1, level.Start, level.Height * level.Width).permute(0, 2, 3, 1)
                    .reshape(batch * heads, channels, level.Height, level.Width);
                var grid = grids[index].reshape(batch * heads, queries, points, 2);
                var samples = functional.grid_sample(
                    map, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);
                return (samples * shares[index].reshape(batch * heads, 1, queries, points)).sum(-1);   // [B·H, D, Q]
            }))
            .Aggregate((sum, level) => sum + level)
            .view(batch, heads * channels, queries).transpose(1, 2).contiguous();
        });
}
