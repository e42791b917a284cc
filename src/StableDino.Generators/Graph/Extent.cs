using System.Globalization;

namespace StableDino.Generators.Graph;

/// <summary>What a cost grows with: nothing, the cells of a map of stride 2^<paramref name="Stage"/>, or those cells filled up to whole windows.</summary>
/// <param name="Stage">Base-two logarithm of the stride; −1 for a constant.</param>
/// <param name="Window">Side of the windows; 1 for single cells.</param>
/// <param name="IsSquared">Whether it is the pairs of cells: every one with every other.</param>
internal sealed record Extent(int Stage, int Window = 1, bool IsSquared = false)
{
    /// <summary>Nothing: a constant.</summary>
    public static Extent One { get; } = new(-1);

    /// <summary>Its size for an image.</summary>
    public long At(int height, int width)
    {
        var cells = Stage < 0 ? 1 : Whole(Cells(height)) * Whole(Cells(width));
        return IsSquared ? cells * cells : cells;
    }

    /// <inheritdoc/>
    public override string ToString() => Stage < 0 ? "1"
        : string.Format(CultureInfo.InvariantCulture, (Window == 1 ? "P{0}" : "P{0}/{1}") + (IsSquared ? "²" : ""), Stage, Window);

    /// <summary>Rows or columns of the map: every halving rounds up.</summary>
    public long Cells(int pixels) => ((long)pixels + (1L << Stage) - 1) >> Stage;

    private long Whole(long cells) => (cells + Window - 1) / Window * Window;
}
