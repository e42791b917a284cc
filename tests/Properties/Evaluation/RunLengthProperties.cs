using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Properties.Oracles;

namespace StableDino.Properties.Evaluation;

/// <summary>Two masks of one size, pixel by pixel, column by column.</summary>
public sealed record MaskPair(int Height, int Width, string First, string Second)
{
    public Segmentation.RunLengths A => RunLengthMasks.Encode(Pixels(First), Height, Width);

    public Segmentation.RunLengths B => RunLengthMasks.Encode(Pixels(Second), Height, Width);

    public static byte[] Pixels(string text) => [.. text.Select(character => (byte)(character - '0'))];
}

public static class MaskPairs
{
    /// <summary>Small masks, with stretches, so that empty, full and column-spanning runs all occur.</summary>
    public static Arbitrary<MaskPair> Pair() => (
        from height in Gen.Choose(1, 6)
        from width in Gen.Choose(1, 6)
        from first in Mask(height * width)
        from second in Mask(height * width)
        select new MaskPair(height, width, first, second)).ToArbitrary();

    private static Gen<string> Mask(int size) =>
        from runs in Gen.ListOf(Gen.Frequency((3, Gen.Choose(1, 3)), (1, Gen.Choose(4, 40))))
        from start in Gen.Choose(0, 1)
        let text = string.Concat(runs.Select((length, i) => new string((char)('0' + (i + start) % 2), length)))
        select text.PadRight(size, (char)('0' + start))[..size];
}

[Properties(Arbitrary = [typeof(MaskPairs)], MaxTest = 300)]
public class RunLengthProperties
{
    [Property]
    public bool Decoding_undoes_encoding(MaskPair pair) =>
        RunLengthMasks.Decode(pair.A).SequenceEqual(MaskPair.Pixels(pair.First));

    [Property]
    public bool Reading_undoes_writing(MaskPair pair) =>
        RunLengthText.Read(RunLengthText.Write(pair.A))
            .Match(mask => mask.Counts.SequenceEqual(pair.A.Counts), _ => false);

    [Property]
    public Property Set_operations_are_those_of_the_pixels(MaskPair pair)
    {
        var (a, b) = (MaskPair.Pixels(pair.First), MaskPair.Pixels(pair.Second));
        var union = a.Zip(b, (x, y) => (byte)(x | y)).ToArray();
        var both = a.Zip(b, (x, y) => (byte)(x & y)).ToArray();
        var shared = both.Count(pixel => pixel == 1);
        return RunLengthMasks.Decode(RunLengthMasks.Union([pair.A, pair.B])).SequenceEqual(union).ToProperty()
            .And(RunLengthMasks.Decode(RunLengthMasks.Intersection([pair.A, pair.B])).SequenceEqual(both))
            .And(RunLengthMasks.SharedPixels(pair.A, pair.B) == shared)
            .And(CocoOverlap.OfMasks(pair.A, pair.B, crowd: false)
                == (shared == 0 ? 0 : (double)shared / union.Count(pixel => pixel == 1)))
            .And(CocoOverlap.OfMasks(pair.A, pair.B, crowd: true)
                == (shared == 0 ? 0 : (double)shared / a.Count(pixel => pixel == 1)))
            .Classify(shared == 0, "apart");
    }

    [Property]
    public bool The_box_is_the_smallest_around_the_pixels(MaskPair pair)
    {
        var inside = pair.First.Select((pixel, at) => (pixel, X: at / pair.Height, Y: at % pair.Height))
            .Where(p => p.pixel == '1').ToArray();
        var expected = inside.Length == 0 ? (0, 0, 0, 0) : (
            (double)inside.Min(p => p.X), (double)inside.Min(p => p.Y),
            (double)inside.Max(p => p.X) - inside.Min(p => p.X) + 1,
            (double)inside.Max(p => p.Y) - inside.Min(p => p.Y) + 1);
        return RunLengthMasks.TightBox(pair.A) == expected;
    }

    [Property]
    public bool A_pixel_grid_rectangle_is_drawn_exactly(byte left, byte top, byte width, byte height)
    {
        var (x, y, w, h) = (left % 12, top % 9, width % 12 + 1, height % 9 + 1);
        var pixels = RunLengthMasks.Decode(PolygonRaster.FillBox(x, y, w, h, 9, 12));
        return Enumerable.Range(0, 9 * 12)
            .All(at => pixels[at] == (at / 9 >= x && at / 9 < x + w && at % 9 >= y && at % 9 < y + h ? 1 : 0));
    }

    [Property(MaxTest = 500)]
    public Property A_polygon_is_drawn_as_the_outline_is_walked(int seed)
    {
        var dice = new Random(seed);
        var (height, width) = (1 + dice.Next(24), 1 + dice.Next(24));
        // on the fine grid, off it, far outside
        var scale = dice.Next(3) switch { 0 => 1.0, 1 => 0.2, _ => 5.0 };
        double Place(int side) =>
            dice.Next(4) == 0 ? dice.Next(-2, side + 3) : scale * (dice.NextDouble() * 1.6 - 0.3) * side;
        var polygon = Enumerable.Range(0, 1 + dice.Next(9))
            .SelectMany(_ => new[] { Place(width), Place(height) }).ToArray();
        var (drawn, walked) = (RunLengthMasks.Decode(PolygonRaster.Fill(polygon, height, width)),
            PlainPolygon.Fill(polygon, height, width));
        return drawn.SequenceEqual(walked).ToProperty().Label($"{height} × {width}: {string.Join(", ", polygon)}")
            .Classify(walked.Contains((byte)1), "something inside");
    }

    [Fact]
    public void A_polygon_that_winds_for_ever_or_reaches_for_the_moon_costs_what_its_mask_does()
    {
        double[] once = [5, 5, 25, 5, 25, 20, 5, 20];
        // round an odd number of times: inside
        var winding = PolygonRaster.Fill([.. Enumerable.Range(0, 10_001).SelectMany(_ => once)], 30, 40);
        Assert.Equal(PolygonRaster.Fill(once, 30, 40).Counts.AsEnumerable(), winding.Counts.AsEnumerable());
        Assert.Equal([0u, 1200u],
            PolygonRaster.Fill([-1e9, -1e9, 1e9, -1e9, 1e9, 1e9, -1e9, 1e9], 30, 40).Counts.AsEnumerable());
    }

    [Property]
    public bool Any_text_is_read_or_refused_and_never_covers_more_than_the_mask(byte[] groups) =>
        RunLengthText.Read(new(7, 5, string.Concat(groups.Select(group => (char)('0' + group % 66)))))
            .Match(mask => mask.Counts.Sum(count => (long)count) <= 35, fault => fault.Length > 0);

    [Theory]
    [InlineData("1\"", "Character 2")]
    [InlineData("P", "ends inside run 1")]
    [InlineData("zzzzzzzzzzzz", "outside")]
    [InlineData("PPPPPPPPPPPP0", "longer than any image")]
    [InlineData("O", "negative")]
    [InlineData("XT1", "cover 1160 pixels")]
    [InlineData("T1", "cover 36 pixels")]
    public void A_damaged_text_is_refused_with_its_reason(string text, string reason) =>
        Assert.Contains(reason, RunLengthText.Read(new(7, 5, text)).Match(_ => "", fault => fault),
            StringComparison.Ordinal);
}
