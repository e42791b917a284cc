using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class RowColumnFlattening
{
    /// <inheritdoc cref="forward"/>
    public TokenValues Emit(PyramidValues pyramid)
    {
        var (graph, map) = (pyramid.Maps[0].Graph, pyramid.Maps[0]);
        using var here = graph.Within(this);
        var level = LevelValues.Of(map);
        var (row, column) = pyramid.Padding is [var padding]
            ? (EmitPadded(padding.Select(1, 0)), EmitPadded(padding.Select(2, 0)))
            : (EmitAll(level.Width), EmitAll(level.Height));
        var both = graph.Concat(-1,
            row.Unsqueeze(1).Expand(1, level.Height, 1, 1), column.Unsqueeze(2).Expand(1, 1, level.Width, 1));
        return new TokenValues(
            map.Reshape(0, width, -1).Permute(0, 2, 1), both.Reshape(0, -1, 2 * width), [level],
            PaddingValues.Of(pyramid.Padding));
    }

    // Of the cells of the first row, or column, [B, N].
    private Value EmitPadded(Value padding)
    {
        var cells = (!padding).To(ElementType.Single).CumSum(1);
        return EmitPositions(cells, cells.Slice(1, -1, long.MaxValue));
    }

    // The same without padding, [1, N].
    private Value EmitAll(Value count) =>
        EmitPositions(count.Graph.Range(count).To(ElementType.Single).Unsqueeze(0) + 1, count.To(ElementType.Single));

    private Value EmitPositions(Value cells, Value last) => Axis.Emit(SineEmbedding.EmitCoordinates(
        (cells + offset) / last, width, leading: 2, temperature));
}
