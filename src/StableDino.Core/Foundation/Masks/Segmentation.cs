using System.Collections.Immutable;

namespace StableDino.Foundation;

/// <summary>A mask as COCO writes it.</summary>
public abstract record Segmentation
{
    private Segmentation() { }

    /// <summary>One or more polygons.</summary>
    /// <param name="Rings">Each x0, y0, x1, y1, … in pixels.</param>
    public sealed record Polygons(ImmutableArray<ImmutableArray<double>> Rings) : Segmentation;

    /// <summary>Run lengths, column by column, zeros first.</summary>
    /// <param name="Height">Rows of the mask.</param>
    /// <param name="Width">Columns of the mask.</param>
    /// <param name="Counts">Run lengths.</param>
    public sealed record RunLengths(int Height, int Width, ImmutableArray<uint> Counts) : Segmentation;

    /// <summary>Run lengths in COCO's compressed text form.</summary>
    /// <param name="Height">Rows of the mask.</param>
    /// <param name="Width">Columns of the mask.</param>
    /// <param name="Counts">The text.</param>
    public sealed record CompressedRunLengths(int Height, int Width, string Counts) : Segmentation;
}
