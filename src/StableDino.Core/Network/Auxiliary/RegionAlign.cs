using System.Collections.Immutable;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// What maps hold inside boxes, in bins: RoIAlign (He et al., ICCV 2017, arXiv:1703.06870), section 3.
/// </summary>
/// <remarks>
/// A box is cut into side × side bins, a bin is the mean of bilinear samples, as many along each axis as the bin has
/// cells, rounded up.
/// The centre of cell (i, j) lies at x = (j + ½)·stride, y = (i + ½)·stride. Samples up to a cell beyond the outermost
/// centres take the
/// cells at the border, and those further away, like bins without area, count as 0.
/// <para>
/// Bins are linear in the map: bins = W · map, where a bin's row of W is the outer product of what its samples weigh
/// along the two axes. W is
/// sparse, about 20 numbers to a bin, and made without autograd; so values and gradients are one sparse product each,
/// and no map is copied per box.
/// </para>
/// </remarks>
public static class RegionAlign
{
    /// <summary>The bins of boxes on one map. Differentiable in the map; boxes are constants.</summary>
    /// <param name="map">[B, C, H, W]; a narrow type is widened within.</param>
    /// <param name="boxes">[R, 4], left, top, right, bottom in pixels of the batch; finite, and anywhere.</param>
    /// <param name="images">[R], int64: image of each box.</param>
    /// <param name="stride">Pixels of a cell's side.</param>
    /// <param name="side">Bins along each axis.</param>
    /// <returns>[R, C, side, side] in the type of <paramref name="map"/>; the caller owns it.</returns>
    public static Tensor Of(Tensor map, Tensor boxes, Tensor images, double stride, int side = 7) => Scoped.Run(() =>
    {
        if (boxes.shape[0] == 0) return zeros([0, map.shape[1], side, side], map.dtype, map.device);

        var cells = Widened.Of(map).permute(0, 2, 3, 1).flatten(0, 2);                                     // [B·H·W, C]
        var bins = Weights(boxes.to(cells.dtype) * (1 / stride), images, map.shape, side).mm(cells);
        return bins.view(-1, side, side, map.shape[1]).permute(0, 3, 1, 2).to(map.dtype);
    });

    /// <summary>
    /// The bins of boxes on a pyramid, each box on the level for its size: ⌊log₂(√area / finest)⌋, within the levels
    /// there are.
    /// </summary>
    /// <remarks>Source: FPN (Lin et al., CVPR 2017, arXiv:1612.03144), Eq. 1, as the official code rounds it.</remarks>
    /// <param name="maps">[B, C, H, W] of each level, finest first.</param>
    /// <param name="strides">Pixels of a cell's side, level by level.</param>
    /// <param name="boxes">[R, 4], left, top, right, bottom in pixels of the batch; finite, and anywhere.</param>
    /// <param name="images">[R], int64: image of each box.</param>
    /// <param name="finest">Boxes with sides of less than twice so many pixels are for the first level.</param>
    /// <param name="side">Bins along each axis.</param>
    /// <returns>[R, C, side, side] in the order of the boxes; the caller owns it.</returns>
    public static Tensor OfPyramid(
        IReadOnlyList<Tensor> maps, ImmutableArray<int> strides, Tensor boxes, Tensor images, double finest,
        int side = 7) => Scoped.Run(() =>
    {
        var level = LevelOf(boxes, finest, maps.Count);
        var places = Enumerable.Range(0, maps.Count).Select(index => level.eq(index).nonzero().squeeze(1)).ToArray();
        var parts = maps.Select((map, index) =>
            Of(map, boxes.index_select(0, places[index]), images.index_select(0, places[index]), strides[index], side));
        return cat([.. parts], 0).index_select(0, cat(places, 0).argsort());
    });

    private static Tensor LevelOf(Tensor boxes, double finest, int levels)
    {
        using var quiet = no_grad();
        return (BoxOverlap.Area(new(boxes)).sqrt() / finest + 1e-6).log2().floor().clamp(0, levels - 1);
    }

    // [R·side², B·H·W], sparse. Of each bin the cells from the first to the last that a sample of its rows and of its
    // columns takes.
    private static Tensor Weights(Tensor boxes, Tensor images, long[] map, int side) => Scoped.Run(() =>
    {
        using var quiet = no_grad();
        var (left, top, right, bottom) = Corners.Of(new XyxyBoxes(boxes));
        var (rows, columns) = (Samples(top, bottom, map[2], side), Samples(left, right, map[3], side));
        var counts = (rows.Count.unsqueeze(2) * columns.Count.unsqueeze(1)).flatten();                     // [R·side²]
        // [K], the bin of each number of W
        var bins = arange(counts.shape[0], ScalarType.Int64, boxes.device).repeat_interleave(counts);
        var place = arange(bins.shape[0], ScalarType.Int64, boxes.device)
            - (counts.cumsum(0) - counts).index_select(0, bins);

        var (down, box) = (Quotient(bins, side), Quotient(bins, side * side));
        var across = box * side + (bins - down * side);
        var width = columns.Count.flatten().index_select(0, across);
        var line = place.div(width, RoundingMode.trunc);
        var row = rows.First.flatten().index_select(0, down) + line;
        var column = columns.First.flatten().index_select(0, across) + (place - line * width);
        var weights = rows.Weights.index_select(0, down * map[2] + row)
            * columns.Weights.index_select(0, across * map[3] + column);
        var cells = (images.index_select(0, box) * map[2] + row) * map[3] + column;
        return sparse_coo_tensor(stack([bins, cells], 0), weights, [counts.shape[0], map[0] * map[2] * map[3]],
            weights.dtype, weights.device);
    });

    /// <summary>What the samples of each bin weigh along one axis.</summary>
    /// <param name="Weights">[R·side·cells].</param>
    /// <param name="First">[R, side]: the first cell that is taken.</param>
    /// <param name="Count">[R, side]: cells from there to the last that is taken.</param>
    private readonly record struct Axis(Tensor Weights, Tensor First, Tensor Count);

    // From and to in cells, [R]; temporaries belong to the caller's scope.
    private static Axis Samples(Tensor from, Tensor to, long cells, int side)
    {
        var bin = ((to - from) / side).view(-1, 1, 1);
        var number = bin.ceil().clamp_min(0);                                                              // [R, 1, 1]
        var sample = arange(Math.Max(1, (long)number.max().to(ScalarType.Float64).item<double>()), from.dtype,
            from.device);
        var at = (from - 0.5).view(-1, 1, 1) + arange(side, from.dtype, from.device).view(1, -1, 1) * bin
            + (sample + 0.5) * bin / number;
        // [R, side, most]
        var nothing = sample.lt(number).logical_and(at.ge(-1)).logical_and(at.le(cells)).logical_not();

        var taken = at.masked_fill(nothing, 0).clamp(0, cells - 1);
        var low = taken.floor();
        var high = (low + 1).clamp_max(cells - 1);
        var (share, upper) = ((1 / number).expand_as(at).masked_fill(nothing, 0), taken - low);
        var start = arange(from.shape[0] * side, ScalarType.Int64, from.device).view(-1, side, 1) * cells;
        var weights = zeros([from.shape[0] * side * cells], from.dtype, from.device);
        weights.scatter_add_(0, (start + low.to(ScalarType.Int64)).flatten(), (share * (1 - upper)).flatten());
        weights.scatter_add_(0, (start + high.to(ScalarType.Int64)).flatten(), (share * upper).flatten());

        var first = low.masked_fill(nothing, cells).amin([2]).to(ScalarType.Int64);
        var last = high.masked_fill(nothing, -1).amax([2]).to(ScalarType.Int64);
        return new(weights, first, (last - first + 1).clamp_min(0));
    }

    private static Tensor Quotient(Tensor numbers, long divisor) => numbers.div(divisor, RoundingMode.trunc);
}
