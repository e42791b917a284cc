using System.Globalization;

namespace StableDino.Generators.Model;

/// <summary>What a cost grows with: nothing, or a measure of a map of stride 2^<paramref name="Stage"/>.</summary>
/// <param name="Stage">Base-two logarithm of the stride; −1 for a constant.</param>
/// <param name="Window">Side of the windows that the map's sides are filled up to; 1 for single cells.</param>
/// <param name="Of">What of the map counts.</param>
internal sealed record Extent(int Stage, int Window = 1, Measure Of = Measure.Cells)
{
    /// <summary>Nothing: a constant.</summary>
    public static Extent One { get; } = new(-1);

    /// <summary>Its size for an image.</summary>
    public long At(int height, int width)
    {
        var (rows, columns) = Stage < 0 ? (1, 1) : (Whole(Cells(height)), Whole(Cells(width)));
        var (cells, reach) = (rows * columns, rows + columns + Math.Min(rows, columns));
        return Of switch
        {
            Measure.Pairs => cells * cells,
            Measure.Sides => rows + columns,
            Measure.Reach => reach,
            Measure.CellsByReach => cells * reach,
            _ => cells,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Stage < 0 ? "1" : string.Format(
        CultureInfo.InvariantCulture,
        Of switch
        {
            Measure.Pairs => Cell + "²",
            Measure.Sides => "sides({0})",
            Measure.Reach => "reach({0})",
            Measure.CellsByReach => Cell + "·reach({0})",
            _ => Cell,
        },
        Stage, Window);

    /// <summary>Rows or columns of the map: every halving rounds up.</summary>
    public long Cells(int pixels) => ((long)pixels + (1L << Stage) - 1) >> Stage;

    private string Cell => Window == 1 ? "P{0}" : "P{0}/{1}";

    private long Whole(long cells) => (cells + Window - 1) / Window * Window;
}

/// <summary>What of a map a cost grows with.</summary>
internal enum Measure
{
    /// <summary>Its cells.</summary>
    Cells,

    /// <summary>Its cells, each with each.</summary>
    Pairs,

    /// <summary>Its rows and its columns.</summary>
    Sides,

    /// <summary>
    /// Its rows, its columns and the fewer of them once more: what a query of attention by row and column looks
    /// through.
    /// </summary>
    Reach,

    /// <summary>Its cells, each with that.</summary>
    CellsByReach,
}
