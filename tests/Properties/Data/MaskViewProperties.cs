using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Properties.Oracles;

namespace StableDino.Properties.Data;

/// <summary>Masks follow the pixels and the boxes through flips, crops and scales.</summary>
public class MaskViewProperties
{
    private static readonly PixelNormalization Raw = new(0, 0, 0, 1, 1, 1);

    /// <summary>
    /// An image, a view of it that augmentation could choose, and a polygon that may leave the image.
    /// </summary>
    private static (ImageSize Image, ImageView View, Segmentation.Polygons Polygon) Case(int seed)
    {
        var random = CounterRandom.Of(seed);
        var image = new ImageSize(10 + random.Fork(1).Below(0, 60), 10 + random.Fork(1).Below(1, 60));
        var config = AugmentationConfig.Small(24 + random.Fork(2).Below(0, 60)) with
        {
            FlipProbability = 0.5, Crop = new CropConfig.Zoom(Probability: 0.7, SmallestShare: 0.3),
        };
        var view = Augmentation.View(config, image, AugmentationDraws.From(random.Fork(3)));
        var corners = 3 + random.Fork(4).Below(0, 5);
        double Place(int n, int side) => random.Fork(5).Below(n, 13 * side) / 10.0 - 0.15 * side;
        return (image, view,
            new([[.. Enumerable.Range(0, corners)
                .SelectMany(i => new[] { Place(2 * i, image.Width), Place(2 * i + 1, image.Height) })]]));
    }

    [Property(MaxTest = 200)]
    public Property Run_lengths_are_inside_where_the_shown_pixels_are(int seed)
    {
        var (image, view, polygon) = Case(seed);
        var mask = RunLengthMasks.Of(polygon, image.Height, image.Width);
        var shown = RunLengthMasks.Decode(MaskView.Show(mask, image, view));
        var pixels = Shown(mask, image, view);
        var (clear, agreeing) = (0, true);
        for (var x = 0; x < view.Width; x++)
        {
            for (var y = 0; y < view.Height; y++)
            {
                // a border pixel: some of each
                if (pixels[y * view.Width + x] is > 0.01f and < 254.99f) continue;
                clear++;
                agreeing &= shown[x * view.Height + y] == (pixels[y * view.Width + x] > 128 ? 1 : 0);
            }
        }
        return agreeing.ToProperty().And(clear > view.Width * view.Height / 4).Classify(shown.Contains((byte)1), "seen")
            .Classify(view.Mirrored, "mirrored");
    }

    [Property(MaxTest = 200)]
    public Property Polygons_are_inside_where_the_middle_of_a_shown_pixel_is_but_for_the_border(int seed)
    {
        var (image, view, polygon) = Case(seed);
        var drawn = RunLengthMasks.Decode(MaskView.Show(polygon, image, view));
        var corners = polygon.Rings[0].Chunk(2)
            .Select(corner => view.Show(new TargetBox(0, corner[0], corner[1], corner[0], corner[1])))
            .Select(box => (X: box.X0, Y: box.Y0)).ToArray();
        var wrong = Enumerable.Range(0, drawn.Length).Where(at =>
        {
            var (x, y) = (at / view.Height + 0.5, at % view.Height + 0.5);
            return Edges(corners).All(edge => Distance(edge.From, edge.To, x, y) > 1)
                && (drawn[at] == 1) != (Edges(corners).Count(edge => Passes(edge.From, edge.To, x, y)) % 2 == 1);
        }).ToArray();
        return (wrong.Length == 0).ToProperty().Label($"{view}: {string.Join(' ', wrong.Take(5))}")
            .Classify(drawn.Contains((byte)1), "seen");

        static IEnumerable<((double X, double Y) From, (double X, double Y) To)> Edges(
            (double X, double Y)[] corners) =>
            corners.Select((corner, i) => (corner, corners[(i + 1) % corners.Length]));

        static bool Passes((double X, double Y) a, (double X, double Y) b, double x, double y) =>
            a.Y > y != b.Y > y && x < a.X + (y - a.Y) / (b.Y - a.Y) * (b.X - a.X);

        static double Distance((double X, double Y) a, (double X, double Y) b, double x, double y)
        {
            var (dx, dy) = (b.X - a.X, b.Y - a.Y);
            var t = dx == 0 && dy == 0 ? 0 : Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / (dx * dx + dy * dy), 0, 1);
            return Math.Sqrt((a.X + t * dx - x) * (a.X + t * dx - x) + (a.Y + t * dy - y) * (a.Y + t * dy - y));
        }
    }

    [Property(MaxTest = 200)]
    public bool A_flip_turns_the_columns_round(int seed)
    {
        var (image, view, polygon) = Case(seed);
        var mask = RunLengthMasks.Of(polygon, image.Height, image.Width);
        var (plain, flipped) = (RunLengthMasks.Decode(MaskView.Show(mask, image, view)),
            RunLengthMasks.Decode(MaskView.Show(mask, image, view.Flip())));
        return plain.Chunk(view.Height).Reverse().SelectMany(column => column).SequenceEqual(flipped);
    }

    [Property(MaxTest = 100)]
    public bool The_whole_image_at_its_own_size_shows_the_mask_itself(int seed)
    {
        var (image, _, polygon) = Case(seed);
        var (mask, whole) = (RunLengthMasks.Of(polygon, image.Height, image.Width), ImageView.Whole(image, image));
        return MaskView.Show(mask, image, whole).Counts.SequenceEqual(mask.Counts)
            && MaskView.Show(polygon, image, whole).Counts.SequenceEqual(mask.Counts);
    }

    [Property(MaxTest = 200)]
    public Property The_tight_box_follows_as_boxes_do(int seed)
    {
        var (image, view, _) = Case(seed);
        var random = CounterRandom.Of(seed).Fork(9);
        var (x, y) = (random.Below(0, image.Width - 4), random.Below(1, image.Height - 4));
        var (w, h) = (3 + random.Below(2, image.Width - x - 2), 3 + random.Below(3, image.Height - y - 2));
        var mask = PolygonRaster.FillBox(x, y, w, h, image.Height, image.Width);
        var seen = view.Seen([new TargetBox(0, x, y, x + w, y + h)], 0);
        var shown = new[] { MaskView.Show(mask, image, view),
            MaskView.Show(new Segmentation.Polygons([[x, y, x, y + h, x + w, y + h, x + w, y]]), image, view) };
        return shown.All(one => RunLengthMasks.TightBox(one) is var tight
            && (tight.Width == 0 ? seen.IsEmpty || seen[0].X1 - seen[0].X0 < 1.5 || seen[0].Y1 - seen[0].Y0 < 1.5
                : Math.Abs(tight.X - seen[0].X0) <= 1.01 && Math.Abs(tight.Y - seen[0].Y0) <= 1.01
                    && Math.Abs(tight.X + tight.Width - seen[0].X1) <= 1.01
                    && Math.Abs(tight.Y + tight.Height - seen[0].Y1) <= 1.01))
            .ToProperty().Label($"{view} {x} {y} {w} {h}").Classify(!seen.IsEmpty, "seen");
    }

    /// <summary>The mask painted white on black and shown by the pixels' own resampler.</summary>
    private static float[] Shown(Segmentation.RunLengths mask, ImageSize image, ImageView view)
    {
        var inside = RunLengthMasks.Decode(mask);
        var plane = new byte[image.Height * image.Width];
        for (var at = 0; at < inside.Length; at++)
            plane[at % image.Height * image.Width + at / image.Height] = (byte)(255 * inside[at]);
        var shown = new float[3 * view.Width * view.Height];
        Resampler.Show(new(image.Width, image.Height, [.. plane, .. plane, .. plane]), view, ColourFactors.None, Raw,
            shown, view.Width, view.Width * view.Height);
        return shown[..(view.Width * view.Height)];
    }
}
