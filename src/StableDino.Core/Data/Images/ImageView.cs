using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// How an image is shown: a window of it, scaled to a size, perhaps mirrored. Pixels and boxes both follow it.
/// </summary>
/// <param name="X0">Left edge of the window, pixels of the image; may lie between two.</param>
/// <param name="Y0">Top edge.</param>
/// <param name="X1">Right edge.</param>
/// <param name="Y1">Bottom edge.</param>
/// <param name="Width">Columns it is shown in.</param>
/// <param name="Height">Rows.</param>
/// <param name="Mirrored">Whether left is right.</param>
public readonly record struct ImageView(
    double X0, double Y0, double X1, double Y1, int Width, int Height, bool Mirrored)
{
    /// <summary>All of an image, at a size.</summary>
    public static ImageView Whole(ImageSize image, ImageSize shown) =>
        new(0, 0, image.Width, image.Height, shown.Width, shown.Height, Mirrored: false);

    /// <summary>The same view, mirrored once more.</summary>
    public ImageView Flip() => this with { Mirrored = !Mirrored };

    /// <summary>Where a box of the image is in the view, in pixels of the view; may reach out of it.</summary>
    public TargetBox Show(TargetBox box)
    {
        var (scaleX, scaleY) = (Width / (X1 - X0), Height / (Y1 - Y0));
        var (x0, x1) = ((box.X0 - X0) * scaleX, (box.X1 - X0) * scaleX);
        return new(box.Class, Mirrored ? Width - x1 : x0, (box.Y0 - Y0) * scaleY, Mirrored ? Width - x0 : x1,
            (box.Y1 - Y0) * scaleY);
    }

    /// <summary>Where a box of the view is in the image: undoes <see cref="Show"/>.</summary>
    public TargetBox Unshow(TargetBox box)
    {
        var (scaleX, scaleY) = ((X1 - X0) / Width, (Y1 - Y0) / Height);
        var (x0, x1) = Mirrored ? (Width - box.X1, Width - box.X0) : (box.X0, box.X1);
        return new(box.Class, x0 * scaleX + X0, box.Y0 * scaleY + Y0, x1 * scaleX + X0, box.Y1 * scaleY + Y0);
    }

    /// <summary>The objects seen in the view: their boxes shown and clipped to it.</summary>
    /// <param name="boxes">Boxes of the image.</param>
    /// <param name="smallestVisibleShare">Objects of which less than this share of the area is left are dropped, and
    /// those of which nothing is.</param>
    public ImmutableArray<TargetBox> Seen(ImmutableArray<TargetBox> boxes, double smallestVisibleShare) =>
        Seen(boxes, smallestVisibleShare, out _);

    /// <summary>As <see cref="Seen(ImmutableArray{TargetBox}, double)"/>.</summary>
    /// <param name="boxes">Boxes of the image.</param>
    /// <param name="smallestVisibleShare">Objects of which less is left are dropped.</param>
    /// <param name="places">The place of each seen object among <paramref name="boxes"/>.</param>
    public ImmutableArray<TargetBox> Seen(
        ImmutableArray<TargetBox> boxes, double smallestVisibleShare, out ImmutableArray<int> places)
    {
        const double sliver = 1e-3;      // pixels
        var seen = ImmutableArray.CreateBuilder<TargetBox>(boxes.Length);
        var kept = ImmutableArray.CreateBuilder<int>(boxes.Length);
        for (var i = 0; i < boxes.Length; i++)
        {
            var shown = Show(boxes[i]);
            var clipped = shown with
            {
                X0 = Math.Clamp(shown.X0, 0, Width), Y0 = Math.Clamp(shown.Y0, 0, Height),
                X1 = Math.Clamp(shown.X1, 0, Width), Y1 = Math.Clamp(shown.Y1, 0, Height),
            };
            if (clipped.X1 - clipped.X0 > sliver && clipped.Y1 - clipped.Y0 > sliver
                && clipped.Area >= smallestVisibleShare * shown.Area)
            {
                seen.Add(clipped);
                kept.Add(i);
            }
        }
        places = kept.DrainToImmutable();
        return seen.DrainToImmutable();
    }
}
