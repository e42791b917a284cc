using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>From mask logits on the detector's grid to masks of the original image.</summary>
public static class MaskPasting
{
    private const int AtATime = 8;                 // masks in full size in memory

    /// <summary>
    /// Scales the logits to the padded input, cuts the padding off, scales to the original size, and keeps what is
    /// positive.
    /// </summary>
    /// <remarks>Bilinear both times, between pixel centres: order and arithmetic as in the official MaskDINO.</remarks>
    /// <param name="logits">[K, h, w], any device: the masks of one image over its padded input.</param>
    /// <param name="padded">Size of the input with its padding.</param>
    /// <param name="seen">Size of the image in it, at the upper left.</param>
    /// <param name="original">Size of the image's file.</param>
    /// <returns>K masks, each with the mean probability inside it: Σσ / (pixels + 1e-6), 0 for an empty one.</returns>
    public static IReadOnlyList<(Segmentation.RunLengths Mask, double Sureness)> Paste(
        Tensor logits, ImageSize padded, ImageSize seen, ImageSize original)
    {
        using var quiet = no_grad();
        var masks = new List<(Segmentation.RunLengths, double)>();
        for (var first = 0L; first < logits.shape[0]; first += AtATime)
        {
            using var scope = NewDisposeScope();
            var here = logits.narrow(0, first, Math.Min(AtATime, logits.shape[0] - first)).to(ScalarType.Float32);
            var input = Resize(here, padded).narrow(2, 0, seen.Height).narrow(3, 0, seen.Width);
            var full = Resize(input.squeeze(1), original).squeeze(1);                                   // [k, H, W]
            var inside = full.gt(0);
            var sure =
                ((full.sigmoid() * inside).sum([1L, 2L])
                    / (inside.sum([1L, 2L], type: ScalarType.Float32) + 1e-6)).cpu();
            // column by column, as run lengths go
            var columns = inside.transpose(1, 2).contiguous().cpu();
            for (var k = 0; k < here.shape[0]; k++)
            {
                var pixels = columns.bytes.Slice(
                    k * original.Height * original.Width, original.Height * original.Width);
                masks.Add((RunLengthMasks.Encode(pixels, original.Height, original.Width), sure[k].item<float>()));
            }
        }
        return masks;
    }

    private static Tensor Resize(Tensor maps, ImageSize size) => nn.functional.interpolate(
        maps.unsqueeze(1), [size.Height, size.Width], mode: InterpolationMode.Bilinear, align_corners: false);
}
