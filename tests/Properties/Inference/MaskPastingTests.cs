using StableDino.Foundation;
using StableDino.Network;
using static TorchSharp.torch;

namespace StableDino.Properties.Inference;

/// <summary>What the grid of the mask logits leaves of a shape.</summary>
public class MaskPastingTests
{
    private const int Side = 128;

    /// <summary>
    /// The logits know the disc's share of every cell, which no detector does better; mean IoU over 64 places of its
    /// middle, a pixel or two apart.
    /// </summary>
    [Theory]
    [InlineData(16, 4, 0.93), InlineData(16, 8, 0.71), InlineData(16, 16, 0.05)]
    [InlineData(32, 4, 0.97), InlineData(32, 8, 0.93), InlineData(32, 16, 0.72)]
    [InlineData(64, 4, 0.99), InlineData(64, 8, 0.97), InlineData(64, 16, 0.93)]
    public void A_disc_known_by_its_share_of_cells_is_pasted_with_this_overlap(int diameter, int stride, double iou)
    {
        using var scope = NewDisposeScope();
        var middles = Enumerable.Range(0, 64).Select(i => (X: 56.3 + (2 * (i % 8)), Y: 56.7 + (2 * (i / 8)))).ToArray();
        // [64, Side, Side]
        var discs = stack([.. middles.Select(middle => Disc(middle.X, middle.Y, diameter / 2.0))]);
        var shares = nn.functional.avg_pool2d(discs.to(ScalarType.Float32).unsqueeze(1), stride).squeeze(1);
        var size = new ImageSize(Side, Side);
        var overlaps = MaskPasting.Paste(shares - 0.5f, size, size, size).Select((pasted, i) =>
        {
            var target = RunLengthMasks.Encode(discs[i].transpose(0, 1).contiguous().bytes, Side, Side);
            var shared = (double)RunLengthMasks.SharedPixels(pasted.Mask, target);
            return shared / (RunLengthMasks.Area(pasted.Mask) + RunLengthMasks.Area(target) - shared);
        });
        Assert.Equal(iou, overlaps.Average(), 0.006);
    }

    private static Tensor Disc(double x, double y, double radius)
    {
        var places = arange(Side, ScalarType.Float64) + 0.5;
        return ((places - x).square().unsqueeze(0) + (places - y).square().unsqueeze(1)).le(radius * radius);
    }
}
