using LanguageExt;
using SkiaSharp;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Reporting;
using static LanguageExt.Prelude;

namespace StableDino.Properties.Reporting;

public class DrawingTests
{
    private static readonly DrawnBox Box = new(20, 30, 60, 40, "star", 2, Some(0.8));

    [Theory]
    [InlineData(160, 120, 480, 360)]
    [InlineData(100, 60, 500, 300)]
    [InlineData(1000, 700, 1000, 700)]
    public void A_small_image_is_enlarged_by_a_whole_number(int width, int height, int drawnWidth, int drawnHeight)
    {
        using var drawn = Draw(width, height, [Box], []);
        Assert.Equal((drawnWidth, drawnHeight), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void The_outline_lies_on_the_box_and_nothing_lies_inside()
    {
        using var plain = Draw(160, 120, [], []);
        using var drawn = Draw(160, 120, [Box], []);
        Assert.Equal(plain.GetPixel(0, 359), drawn.GetPixel(0, 359));
        Assert.Equal(plain.GetPixel(3 * 50, 3 * 50), drawn.GetPixel(3 * 50, 3 * 50));
        foreach (var (x, y) in new[] { (3 * 20, 3 * 50), (3 * 80, 3 * 50), (3 * 50, 3 * 30), (3 * 50, 3 * 70) })
        {
            var pixel = drawn.GetPixel(x, y);
            Assert.True(pixel.Green > pixel.Red + 60 && pixel.Green > pixel.Blue + 40, $"{pixel} at {x}, {y}");
        }
    }

    [Fact]
    public void A_detection_below_the_threshold_leaves_the_image_alone()
    {
        using var plain = Draw(160, 120, [], []);
        using var drawn = Draw(160, 120, [Box with { Score = Some(0.29) }], []);
        Assert.Equal(plain.Bytes, drawn.Bytes);
        using var sure = Draw(160, 120, [Box with { Score = Some(0.31) }], []);
        Assert.NotEqual(plain.Bytes, sure.Bytes);
    }

    [Fact]
    public void A_target_is_dashed_and_a_mask_tints()
    {
        using var plain = Draw(160, 120, [], []);
        using var target = Draw(160, 120, [], [Box]);
        var side = Enumerable.Range(3 * 34, 3 * 32).Select(y => target.GetPixel(3 * 20, y)).ToArray();
        Assert.Contains(side, pixel => pixel == SKColors.White);
        Assert.Contains(side, pixel => pixel == plain.GetPixel(3 * 20, 150));
        using var masked = Draw(160, 120,
            [Box with { Mask = Some<Segmentation>(new Segmentation.Polygons([[30, 40, 60, 40, 60, 60, 30, 60]])) }],
            []);
        Assert.NotEqual(plain.GetPixel(3 * 45, 3 * 50), masked.GetPixel(3 * 45, 3 * 50));
        Assert.Equal(plain.GetPixel(3 * 70, 3 * 50), masked.GetPixel(3 * 70, 3 * 50));
    }

    [Fact]
    public void Bytes_that_are_no_image_are_none() =>
        Assert.True(DrawDetections.OnImage([1, 2, 3], [Box], [], new()).IsNone);

    [Fact]
    public void A_sheet_holds_every_image_even_a_broken_one()
    {
        var picture = DrawDetections.OnImage(Grey(160, 120), [Box], [], new()).IfNone([]);
        using var sheet =
            SKBitmap.Decode(ContactSheet.Of([("one", picture), ("two", [0]), ("three", picture)], 2, 100, "title"));
        Assert.Equal(14 + 2 * 114, sheet.Width);
        Assert.Equal(14 + 31 + 2 * (75 + 20 + 14), sheet.Height);       // as high as a picture of 160 × 120 at 100 wide
    }

    [Fact]
    public void Classes_get_their_names_and_colours_by_ascending_id()
    {
        CocoCategory[] categories = [new(9, "dog"), new(3, "cat")];
        var boxes = DrawDetections.Boxes([new StableDino.Evaluation.Detection(1, 9, 0, 0, 1, 1, 0.5),
            new(1, 3, 0, 0, 1, 1, 0.5), new(1, 4, 0, 0, 1, 1, 0.5)], categories);
        Assert.Equal([("dog", 1), ("cat", 0), ("category 4", 6)], boxes.Select(box => (box.Name, box.Color)));
    }

    private static byte[] Grey(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(new SKColor(128, 128, 128));
        return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    private static SKBitmap Draw(int width, int height, DrawnBox[] detections, DrawnBox[] targets) =>
        SKBitmap.Decode(DrawDetections.OnImage(Grey(width, height), detections, targets, new()).IfNone([]));
}
