using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Foundation;
using StableDino.Properties.Generators;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Geometry;

[Properties(Arbitrary = [typeof(Pyramids)], MaxTest = 60)]
public class AnchorGridProperties
{
    [Property]
    public Property Anchors_come_level_by_level_row_by_row_ratio_by_ratio_size_by_size(Pyramid pyramid)
    {
        using var scope = NewDisposeScope();
        double[] Box(double x, double y, double width, double height) =>
            [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
        var expected = Cells(pyramid).SelectMany(cell => Shapes(pyramid.Anchors, cell.Stride)
            .SelectMany(shape => Box(cell.Column * cell.Stride, cell.Row * cell.Stride, shape.Width, shape.Height)));
        return Close.Agree(Of(pyramid).Doubles(), [.. expected], 0);
    }

    [Property]
    public bool Every_anchor_has_its_centre_on_the_grid_and_the_area_of_a_square(Pyramid pyramid)
    {
        using var scope = NewDisposeScope();
        var anchors = BoxConversion.ToCxcywh(new(Of(pyramid))).Values.Doubles().Chunk(4).ToArray();
        var strides = pyramid.PerLevel.SelectMany((count, level) => Enumerable.Repeat(pyramid.Strides[level], count));
        return anchors.Length == pyramid.PerLevel.Sum() && anchors.Zip(strides, (box, stride) =>
            box[0] % stride == 0 && box[1] % stride == 0
                && box[2] * box[3] == Math.Pow(pyramid.Anchors.BaseScale * stride, 2)
            && pyramid.Anchors.Ratios.Any(ratio => box[3] == ratio * box[2])).All(held => held);
    }

    [Property]
    public bool An_anchor_counts_where_its_cell_begins_inside_the_image(Pyramid pyramid)
    {
        using var scope = NewDisposeScope();
        var inside = AnchorGrid.Inside(pyramid.Levels, pyramid.Strides, pyramid.Anchors, pyramid.Sizes, CPU);
        var expected = pyramid.Sizes.SelectMany(size => Cells(pyramid).SelectMany(cell => Enumerable.Repeat(
            cell.Row < Math.Ceiling((double)size.Height / cell.Stride)
            && cell.Column < Math.Ceiling((double)size.Width / cell.Stride), pyramid.Anchors.PerCell)));
        return inside.dtype == ScalarType.Bool
            && inside.shape.SequenceEqual([pyramid.Sizes.Length, pyramid.PerLevel.Sum()])
            && inside.data<bool>().ToArray().SequenceEqual(expected);
    }

    /// <summary>Worked by hand: two cells of stride 4, two shapes in two sizes to the octave.</summary>
    [Fact]
    public void Two_shapes_of_two_sizes()
    {
        using var scope = NewDisposeScope();
        var anchors = AnchorGrid.Of([new(1, 2, 0)], [4], new([1f, 4f], 2f, ScalesPerOctave: 2), CPU);
        var root = Math.Sqrt(2);
        double[][] shapes = [[4, 4], [4 * root, 4 * root], [2, 8], [2 * root, 8 * root]];
        Close.To(anchors.Doubles(),
            [.. new[] { 0, 4 }.SelectMany(x =>
                shapes.SelectMany(half => (double[])[x - half[0], -half[1], x + half[0], half[1]]))], 1e-6);
    }

    [Fact]
    public void A_pyramid_without_images_has_no_flags()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0, 6], AnchorGrid.Inside([new(2, 3, 0)], [8], new([1f]), [], CPU).shape);
    }

    private static Tensor Of(Pyramid pyramid) => AnchorGrid.Of(pyramid.Levels, pyramid.Strides, pyramid.Anchors, CPU);

    private static IEnumerable<(int Row, int Column, int Stride)> Cells(Pyramid pyramid) =>
        from level in Enumerable.Range(0, pyramid.Levels.Length)
        from row in Enumerable.Range(0, pyramid.Levels[level].Height)
        from column in Enumerable.Range(0, pyramid.Levels[level].Width)
        select (row, column, pyramid.Strides[level]);

    private static IEnumerable<(double Width, double Height)> Shapes(AnchorShapes config, int stride) =>
        from ratio in config.Ratios
        from size in Enumerable.Range(0, config.ScalesPerOctave)
        let side = config.BaseScale * Math.Pow(2, (double)size / config.ScalesPerOctave) * stride
        select (side / Math.Sqrt(ratio), side * Math.Sqrt(ratio));
}
