using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>
/// The anchors of a pyramid. Their order, everywhere: level after level, cells row-major, in a cell ratio after ratio,
/// in a ratio from small
/// to large.
/// </summary>
public static class AnchorGrid
{
    /// <summary>
    /// The anchors of cell (row i, column j) have their centre at its corner (j·stride, i·stride), width s/√ratio and
    /// height s·√ratio, where
    /// s = BaseScale·2^(size/ScalesPerOctave)·stride.
    /// </summary>
    /// <param name="levels">Cells of each level.</param>
    /// <param name="strides">Pixels of a cell's side, level by level.</param>
    /// <param name="config">Shapes and sizes.</param>
    /// <param name="device">Where the anchors go.</param>
    /// <returns>[A, 4], left, top, right, bottom in pixels, float32; the caller owns it.</returns>
    public static Tensor Of(ImmutableArray<LevelShape> levels, ImmutableArray<int> strides, AnchorShapes config,
        Device device) => Scoped.Run(() =>
        cat([.. levels.Zip(strides, (level, stride) =>
        {
            var shapes = tensor([.. Shapes(config, stride)], [1, 1, config.PerCell, 4], ScalarType.Float32, device);
            var (x, y) = (Axis(level.Width, device).view(1, -1, 1) * stride,
                Axis(level.Height, device).view(-1, 1, 1) * stride);
            var (columns, rows) = (x.expand(level.Height, -1, 1), y.expand(-1, level.Width, 1));
            return (stack([columns, rows, columns, rows], -1) + shapes).view(-1, 4);
        })], 0));

    /// <summary>
    /// Whether an anchor's cell begins inside the image: column &lt; ⌈width/stride⌉ and row &lt; ⌈height/stride⌉.
    /// </summary>
    /// <param name="levels">Cells of each level.</param>
    /// <param name="strides">Pixels of a cell's side, level by level.</param>
    /// <param name="config">Shapes and sizes.</param>
    /// <param name="sizes">Size of each of the B images; it lies in the upper left of the batch.</param>
    /// <param name="device">Where the answer goes.</param>
    /// <returns>[B, A], bool; the caller owns it.</returns>
    public static Tensor Inside(
        ImmutableArray<LevelShape> levels, ImmutableArray<int> strides, AnchorShapes config,
        ImmutableArray<ImageSize> sizes, Device device) => Scoped.Run(() =>
    {
        var (heights, widths) =
            (Sides(sizes.Select(size => size.Height), device), Sides(sizes.Select(size => size.Width), device));
        return cat([.. levels.Zip(strides, (level, stride) =>
        {
            // [B, H]: i < ⌈h/s⌉ where i·s < h
            var rows = (Axis(level.Height, device) * stride).lt(heights);
            var columns = (Axis(level.Width, device) * stride).lt(widths);
            return rows.unsqueeze(2).logical_and(columns.unsqueeze(1)).unsqueeze(3).expand(-1, -1, -1, config.PerCell)
                .flatten(1);
        })], 1);
    });

    // Single precision from the start, as the official code has it.
    private static IEnumerable<float> Shapes(AnchorShapes config, int stride) =>
        from ratio in config.Ratios
        from size in Enumerable.Range(0, config.ScalesPerOctave)
        let scale = (float)(Math.Pow(2, (double)size / config.ScalesPerOctave) * config.BaseScale)
        let root = MathF.Sqrt(ratio)
        let halfWidth = 0.5f * (stride * (1 / root) * scale)
        let halfHeight = 0.5f * (stride * root * scale)
        from side in new[] { -halfWidth, -halfHeight, halfWidth, halfHeight }
        select side;

    private static Tensor Axis(int cells, Device device) => arange(cells, ScalarType.Float32, device);

    private static Tensor Sides(IEnumerable<int> sides, Device device) =>
        tensor([.. sides.Select(side => (float)side)], ScalarType.Float32, device).unsqueeze(1);
}
