using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Lays a map out as one sequence, row by row, and gives every token two positions, side by side: its place in the row,
/// and in the column.
/// </summary>
public sealed partial class RowColumnFlattening : NamedModule<FeaturePyramid, TokenSequence>
{
    private readonly int width;
    private readonly double offset;
    private readonly double temperature;

    /// <summary>What makes positions of places, <c>adapt_pos1d</c>.</summary>
    /// <param name="width">Channels; divisible by 2.</param>
    /// <param name="offset">Where in its cell a token is: −0.5 is the centre.</param>
    /// <param name="temperature">Ratio of the slowest to the fastest frequency of the sines.</param>
    public RowColumnFlattening(int width, double offset = -0.5, double temperature = SineEmbedding.Temperature) : base(
        nameof(RowColumnFlattening))
    {
        (this.width, this.offset, this.temperature) = (width, offset, temperature);
        Axis = this.Place("adapt_pos1d", new PlaceEmbedding(width));
    }

    /// <summary>What makes positions of places on an axis; the queries' are made by it, too.</summary>
    public PlaceEmbedding Axis { get; }

    /// <inheritdoc/>
    public override TokenSequence forward(FeaturePyramid pyramid)
    {
        using var scope = NewDisposeScope();
        var (map, padding) = (pyramid.Maps[0], pyramid.Padding[0]);
        var type = Widened.TypeBeside(map);
        var (height, columns) = ((int)map.shape[2], (int)map.shape[3]);
        // [B, W, width] [B, H, width]
        var (row, column) = (Positions(padding.select(1, 0), type), Positions(padding.select(2, 0), type));
        var both =
            cat([row.unsqueeze(1).expand(-1, height, -1, -1), column.unsqueeze(2).expand(-1, -1, columns, -1)], -1);
        return new TokenSequence(
            map.flatten(2).transpose(1, 2).MoveToOuterDisposeScope(), both.flatten(1, 2).MoveToOuterDisposeScope(),
            padding.flatten(1).MoveToOuterDisposeScope(), [new LevelShape(height, columns, 0)],
            TokenFlattening.ValidRatio(padding, type).unsqueeze(1).MoveToOuterDisposeScope());
    }

    // Of the cells of the first row, or column, [B, N].
    private Tensor Positions(Tensor padding, ScalarType type)
    {
        var cells = padding.logical_not().cumsum(1, type);
        return Axis.call(SineEmbedding.OfCoordinates((cells + offset) / cells.narrow(1, -1, 1), width, temperature));
    }
}
