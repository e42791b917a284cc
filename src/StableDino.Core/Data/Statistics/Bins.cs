using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>The histograms that people look at first.</summary>
internal static class Bins
{
    private static readonly (string Name, double Below)[] PerImage =
    [
        ("0", 1), ("1", 2), ("2", 3), ("3", 4), ("4", 5), ("5–9", 10), ("10–19", 20), ("20–49", 50), ("50–99", 100),
        ("from 100", double.PositiveInfinity),
    ];

    private static readonly (string Name, double Below)[] Sides =
    [
        ("under 8", 8), ("8–16", 16), ("16–32", 32), ("32–64", 64), ("64–96", 96), ("96–192", 192), ("192–384", 384),
        ("from 384", double.PositiveInfinity),
    ];

    private static readonly (string Name, double Below)[] Aspects =
    [
        ("under 1:4", 0.25), ("1:4–1:2", 0.5), ("1:2–4:5", 0.8), ("4:5–5:4", 1.25), ("5:4–2:1", 2), ("2:1–4:1", 4),
        ("over 4:1", double.PositiveInfinity),
    ];

    /// <summary>Objects of an image.</summary>
    public static ImmutableArray<Bin> OfCounts(IEnumerable<int> counts) =>
        Fill(PerImage, counts.Select(static count => (double)count));

    /// <summary>Square roots of box areas, pixels.</summary>
    public static ImmutableArray<Bin> OfSides(IEnumerable<double> sides) => Fill(Sides, sides);

    /// <summary>Width over height.</summary>
    public static ImmutableArray<Bin> OfAspects(IEnumerable<double> aspects) => Fill(Aspects, aspects);

    private static ImmutableArray<Bin> Fill((string Name, double Below)[] bins, IEnumerable<double> values)
    {
        var counts = new int[bins.Length];
        foreach (var value in values)
            counts[Array.FindIndex(bins, bin => value < bin.Below || double.IsPositiveInfinity(bin.Below))]++;
        return [.. bins.Select((bin, i) => new Bin(bin.Name, counts[i]))];
    }
}
