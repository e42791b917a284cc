using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Properties.Data;

public class AugmentationProperties
{
    private static readonly PixelNormalization Raw = new(0, 0, 0, 1, 1, 1);

    private static readonly AugmentationConfig[] Configs =
    [
        AugmentationConfig.Detr, AugmentationConfig.Small(192), AugmentationConfig.Fixed(160),
        AugmentationConfig.Small(96) with { Crop = new CropConfig.Zoom(Probability: 1, SmallestShare: 0.3) },
        AugmentationConfig.Detr with { Scale = new ScaleConfig(64, 128, 16, 200),
            Crop = new CropConfig.ResizeThenCrop(1, 60, 90, 10, 48, 80) },
        AugmentationConfig.LargeScaleJitter with { Crop = new CropConfig.LargeScaleJitter(0.3, 2, 96) },
    ];

    private static (AugmentationConfig Config, ImageSize Image, AugmentationDraws Draws, CounterRandom Random) Case(
        int seed)
    {
        var random = CounterRandom.Of(seed);
        var image = new ImageSize(20 + random.Fork(1).Below(0, 300), 20 + random.Fork(1).Below(1, 300));
        return (Configs[random.Fork(2).Below(0, Configs.Length)], image, AugmentationDraws.From(random.Fork(3)),
            random.Fork(4));
    }

    [Property(MaxTest = 300)]
    public bool A_view_lies_inside_its_image_and_keeps_the_scale_limits(int seed)
    {
        var (config, image, draws, _) = Case(seed);
        var view = Augmentation.View(config, image, draws);
        var (shortSide, longSide) = (Math.Min(view.Width, view.Height), Math.Max(view.Width, view.Height));
        const double rounding = 1e-6;
        return view.X0 >= -rounding && view.Y0 >= -rounding && view.X1 <= image.Width + rounding
            && view.Y1 <= image.Height + rounding
            && view.X1 > view.X0 && view.Y1 > view.Y0
            && (config.Crop is CropConfig.LargeScaleJitter jitter
                ? longSide <= jitter.Side
                : longSide <= config.Scale.LongSide && shortSide <= config.Scale.Largest
                    && (shortSide >= config.Scale.Smallest || longSide == config.Scale.LongSide));
    }

    /// <summary>
    /// Worked by hand: at factor 2 an image of 200 × 100 is 256 × 128 on a square of 128, half of which is seen; at 1/2
    /// it is 64 × 32, all of it.
    /// </summary>
    [Theory, InlineData(0.0, 0.9, 0, 0, 200, 100, 64, 32), InlineData(1 - 1e-12, 0.0, 0, 0, 100, 100, 128, 128),
        InlineData(1 - 1e-12, 0.9999, 100, 0, 200, 100, 128, 128)]
    public void Large_scale_jitter_scales_to_the_square_times_a_factor_and_cuts(
        double scale, double left, double x0, double y0, double x1, double y1, int width, int height)
    {
        var config = AugmentationConfig.LargeScaleJitter with { Crop = new CropConfig.LargeScaleJitter(0.5, 2, 128),
            FlipProbability = 0 };
        var view = Augmentation.View(
            config, new ImageSize(100, 200), default(AugmentationDraws) with { CropScale = scale, CropLeft = left });
        Assert.Equal(new ImageView(x0, y0, x1, y1, width, height, Mirrored: false), view);
        Assert.True(Augmentation.View(config with { FlipProbability = 1 }, new ImageSize(100, 200), default).Mirrored);
    }

    [Property(MaxTest = 300)]
    public bool A_view_shows_things_in_their_shape(int seed)
    {
        var (config, image, draws, _) = Case(seed);
        var view = Augmentation.View(config, image, draws);
        var (scaleX, scaleY) = (view.Width / (view.X1 - view.X0), view.Height / (view.Y1 - view.Y0));
        return Math.Abs(scaleX / scaleY - 1)
            <= 1.5 / Math.Min(view.Width, view.Height) + 1.5 / Math.Min(image.Width, image.Height);
    }

    [Property(MaxTest = 300)]
    public bool Showing_is_undone_by_unshowing_and_a_flip_by_a_flip(int seed)
    {
        var (config, image, draws, random) = Case(seed);
        var view = Augmentation.View(config, image, draws);
        var box = RandomBox(image, random);
        return Near(view.Unshow(view.Show(box)), box, 1e-9) && view.Flip().Flip() == view
            && Near(view.Flip().Show(box), Mirror(view.Show(box), view.Width), 1e-9);
    }

    [Property(MaxTest = 40)]
    public bool A_mirrored_image_is_the_image_read_from_right_to_left(int seed)
    {
        var (config, image, draws, random) = Case(seed);
        var view = Augmentation.View(Smaller(config), image, draws) with { Mirrored = false };
        var (plain, mirrored) = (Shown(Noise(image, random), view), Shown(Noise(image, random), view.Flip()));
        return Enumerable.Range(0, plain.Length)
            .All(i => plain[i] == mirrored[i / view.Width * view.Width + view.Width - 1 - i % view.Width]);
    }

    [Property(MaxTest = 60)]
    public Property Boxes_follow_the_pixels(int seed)
    {
        var (config, image, draws, random) = Case(seed);
        var painted = RandomBox(image, random);
        painted =
            new(0, Math.Floor(painted.X0), Math.Floor(painted.Y0), Math.Ceiling(painted.X1), Math.Ceiling(painted.Y1));
        var view = Augmentation.View(Smaller(config), image, draws);
        var shown = Shown(Painted(image, painted), view);
        var seen = view.Seen([painted], 0);
        var found = Found(shown, view.Width, view.Height);
        // A pixel is half lit where its centre is in the box, so each edge is found within half a pixel; what is small
        // fades.
        const double slack = 0.51, fading = 2.5;
        return (seen.IsEmpty || seen[0].X1 - seen[0].X0 < fading || seen[0].Y1 - seen[0].Y0 < fading
                ? found is not { } speck || speck.X1 - speck.X0 <= fading + 1 || speck.Y1 - speck.Y0 <= fading + 1
                : found is { } place && Near(place, seen[0], slack))
            .Label($"{view} painted {painted} seen {(seen.IsEmpty ? "nothing" : seen[0])} found {found}")
            .Classify(seen.IsEmpty, "out of view");
    }

    [Fact]
    public void At_its_own_size_an_image_is_shown_bit_for_bit()
    {
        var image = Noise(new(33, 47), CounterRandom.Of(5));
        var shown = Shown(image, ImageView.Whole(new(33, 47), new(33, 47)));
        Assert.Equal(image.Planes.Select(value => (float)value), shown);
    }

    [Property(MaxTest = 30)]
    public bool A_flat_image_stays_flat_and_a_mean_stays_a_mean(int seed)
    {
        var (config, image, draws, _) = Case(seed);
        var view = Augmentation.View(Smaller(config), image, draws);
        var flat = new PixelImage(
            image.Width, image.Height, [.. Enumerable.Repeat((byte)201, 3 * image.Width * image.Height)]);
        return Shown(flat, view).All(value => Math.Abs(value - 201) < 1e-3);
    }

    [Fact]
    public void Shrinking_averages_and_does_not_alias()
    {
        var shown = Shown(Noise(new(64, 64), CounterRandom.Of(11)), ImageView.Whole(new(64, 64), new(8, 8)));
        // the mean of about a hundred noisy pixels; four of them stray twice as far
        Assert.All(shown, value => Assert.InRange(value, 95, 160));
    }

    [Theory]
    [InlineData(480, 640, 800, 1067)]
    [InlineData(640, 480, 1067, 800)]
    [InlineData(427, 640, 800, 1199)]
    [InlineData(300, 1000, 400, 1333)]
    [InlineData(333, 500, 800, 1201)]
    public void The_evaluation_size_is_the_reference_one(int height, int width, int newHeight, int newWidth) =>
        Assert.Equal(new ImageSize(newHeight, newWidth), new ResizeConfig().Fit(height, width));

    [Fact]
    public void Colour_factors_of_one_change_nothing_and_no_saturation_is_grey()
    {
        float[] red = [10, 200], green = [50, 100], blue = [90, 0];
        ColourFactors.None.Apply(red, green, blue, 99);
        Assert.Equal([10, 200, 50, 100, 90, 0], [.. red, .. green, .. blue]);
        new ColourFactors(1, 1, 0).Apply(red, green, blue, 99);
        Assert.Equal(red, green);
        Assert.Equal(green, blue);
        new ColourFactors(2, 1, 1).Apply(red, green, blue, 99);
        Assert.All(red, value => Assert.InRange(value, 0, 255));
    }

    [Fact]
    public void A_sliver_left_by_a_crop_is_no_target_where_the_configuration_drops_it()
    {
        var view = new ImageView(50, 0, 100, 100, 50, 100, Mirrored: false);
        ImmutableArray<TargetBox> boxes = [new(3, 0, 0, 55, 20), new(4, 60, 10, 70, 30), new(5, 0, 0, 50, 9)];
        Assert.Equal([3, 4], view.Seen(boxes, 0).Select(box => box.Class));
        Assert.Equal(new TargetBox(3, 0, 0, 5, 20), view.Seen(boxes, 0)[0]);
        Assert.Equal([4], view.Seen(boxes, 0.2).Select(box => box.Class));
    }

    [Fact]
    public void Impossible_settings_are_named()
    {
        Assert.All(Configs, config => Assert.Empty(config.Problems()));
        var wrong = new AugmentationConfig(
            new ScaleConfig(0, -1, 0, 0), new CropConfig.Zoom(2, 0), new ColourConfig(-1), 7, -1);
        Assert.Equal(7, wrong.Problems().Length);
    }

    [Fact]
    public void Permutations_are_permutations_and_numbers_are_spread()
    {
        var order = CounterRandom.Of(3).Permutation(1000);
        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        Assert.True(order.Select((value, at) => Math.Abs(value - at)).Average() > 250);
        var means = Enumerable.Range(0, 20)
            .Select(fork => Enumerable.Range(0, 1000).Average(n => CounterRandom.Of(9).Fork(fork).Uniform(n)));
        Assert.All(means, mean => Assert.InRange(mean, 0.46, 0.54));
        Assert.Equal(20_000, Enumerable.Range(0, 20)
            .SelectMany(fork => Enumerable.Range(0, 1000).Select(n => CounterRandom.Of(9).Fork(fork).Bits(n)))
            .Distinct().Count());
    }

    private static AugmentationConfig Smaller(AugmentationConfig config) =>
        config with { Scale = new ScaleConfig(48, 120, 9, 160) };

    private static float[] Shown(PixelImage image, ImageView view)
    {
        var target = new float[3 * view.Width * view.Height];
        Resampler.Show(image, view, ColourFactors.None, Raw, target, view.Width, view.Width * view.Height);
        return target;
    }

    private static PixelImage Noise(ImageSize size, CounterRandom random) =>
        new(size.Width, size.Height,
            [.. Enumerable.Range(0, 3 * size.Width * size.Height).Select(i => (byte)random.Bits(i))]);

    private static PixelImage Painted(ImageSize size, TargetBox box) => new(size.Width, size.Height,
    [
        .. from channel in Enumerable.Range(0, 3)
           from y in Enumerable.Range(0, size.Height)
           from x in Enumerable.Range(0, size.Width)
           select x >= box.X0 && x < box.X1 && y >= box.Y0 && y < box.Y1 ? (byte)255 : (byte)0,
    ]);

    /// <summary>The box of all pixels at least half lit.</summary>
    private static TargetBox? Found(float[] shown, int width, int height)
    {
        var lit = Enumerable.Range(0, width * height).Where(i => shown[i] >= 127.5f).ToArray();
        return lit.Length == 0
            ? null
            : new(0, lit.Min(i => i % width), lit.Min(i => i / width), lit.Max(i => i % width) + 1,
                lit.Max(i => i / width) + 1);
    }

    private static TargetBox RandomBox(ImageSize image, CounterRandom random)
    {
        var (x, y) = (random.Uniform(900) * (image.Width - 2), random.Uniform(901) * (image.Height - 2));
        return new(0, x, y, x + 1 + random.Uniform(902) * (image.Width - x - 1),
            y + 1 + random.Uniform(903) * (image.Height - y - 1));
    }

    private static TargetBox Mirror(TargetBox box, double width) =>
        box with { X0 = width - box.X1, X1 = width - box.X0 };

    private static bool Near(TargetBox a, TargetBox b, double slack) =>
        Math.Abs(a.X0 - b.X0) <= slack && Math.Abs(a.Y0 - b.Y0) <= slack && Math.Abs(a.X1 - b.X1) <= slack
        && Math.Abs(a.Y1 - b.Y1) <= slack;
}
