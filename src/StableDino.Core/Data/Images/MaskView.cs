using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Masks through an <see cref="ImageView"/>: they follow the pixels and the boxes.</summary>
public static class MaskView
{
    /// <summary>
    /// The mask as the view shows it. Polygons are moved and then drawn at the view's size; run lengths are read at the
    /// middle of each shown pixel.
    /// </summary>
    /// <param name="mask">In pixels of the image; run lengths of another size than the image's are taken to cover
    /// it.</param>
    /// <param name="image">The image's size.</param>
    /// <param name="view">How it is shown.</param>
    /// <returns>The view's size; empty where nothing of the mask is seen.</returns>
    public static Segmentation.RunLengths Show(Segmentation mask, ImageSize image, ImageView view) => mask switch
    {
        Segmentation.Polygons polygons => RunLengthMasks.Of(
            new Segmentation.Polygons([.. polygons.Rings.Select(ring => Moved(ring.AsSpan(), view))]), view.Height,
            view.Width),
        _ => Sampled(RunLengthMasks.Of(mask, image.Height, image.Width), image, view),
    };

    private static ImmutableArray<double> Moved(ReadOnlySpan<double> ring, ImageView view)
    {
        var (scaleX, scaleY) = (view.Width / (view.X1 - view.X0), view.Height / (view.Y1 - view.Y0));
        var moved = new double[ring.Length / 2 * 2];
        for (var i = 0; i < moved.Length; i += 2)
        {
            var x = (ring[i] - view.X0) * scaleX;
            (moved[i], moved[i + 1]) = (view.Mirrored ? view.Width - x : x, (ring[i + 1] - view.Y0) * scaleY);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(moved);
    }

    private static Segmentation.RunLengths Sampled(Segmentation.RunLengths mask, ImageSize image, ImageView view)
    {
        var pixels = RunLengthMasks.Decode(mask);
        var (columns, rows) = (Places(view.X0, view.X1, view.Width, image.Width, mask.Width),
            Places(view.Y0, view.Y1, view.Height, image.Height, mask.Height));
        if (view.Mirrored) Array.Reverse(columns);
        var shown = new byte[view.Height * view.Width];
        for (var x = 0; x < view.Width; x++)
        {
            if (columns[x] < 0) continue;
            var column = pixels.AsSpan(columns[x] * mask.Height, mask.Height);
            for (var y = 0; y < view.Height; y++) if (rows[y] >= 0) shown[x * view.Height + y] = column[rows[y]];
        }
        return RunLengthMasks.Encode(shown, view.Height, view.Width);
    }

    /// <summary>The pixel of the mask under the middle of each shown one; −1 outside.</summary>
    private static int[] Places(double from, double to, int shown, int imageSide, int maskSide) =>
    [
        .. Enumerable.Range(0, shown).Select(i =>
        {
            var place = (from + (i + 0.5) * (to - from) / shown) * maskSide / imageSide;
            return place >= 0 && place < maskSide ? (int)place : -1;
        }),
    ];
}
