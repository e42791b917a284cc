using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Properties.Evaluation;

/// <summary>Overlap at its edges: nothing to divide by, nothing to compare.</summary>
public class CocoOverlapTests
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(0, 0)]
    public void Boxes_without_area_overlap_nothing_not_even_their_like(double width, double height)
    {
        var flat = (3.0, 3.0, width, height);
        foreach (var crowd in new[] { false, true })
            foreach (var other in new[] { flat, (0.0, 0.0, 10.0, 10.0) })
                Assert.Equal((0, 0),
                    (CocoOverlap.OfBoxes(flat, other, crowd), CocoOverlap.OfBoxes(other, flat, crowd)));
    }

    [Fact]
    public void Masks_of_images_of_different_sizes_are_reported_only_where_they_might_meet()
    {
        var mask = PolygonRaster.FillBox(0, 0, 4, 4, 20, 20);
        Assert.Equal(0, CocoOverlap.OfMasks(mask, PolygonRaster.FillBox(10, 10, 4, 4, 30, 30), crowd: false));
        Assert.Equal(-1, CocoOverlap.OfMasks(mask, PolygonRaster.FillBox(2, 2, 4, 4, 30, 30), crowd: false));
    }
}
