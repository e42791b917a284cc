using StableDino.Foundation;

namespace StableDino;

/// <summary>The pixels of an object, over the whole upright image.</summary>
public sealed class ObjectMask
{
    private readonly Segmentation.RunLengths runs;

    internal ObjectMask(Segmentation.RunLengths runs) => this.runs = runs;

    /// <summary>Columns of the image.</summary>
    public int Width => runs.Width;

    /// <summary>Rows of the image.</summary>
    public int Height => runs.Height;

    /// <summary>How many pixels belong to the object.</summary>
    public long Area => RunLengthMasks.Area(runs);

    /// <summary>The mask as pixels, row by row: 1 inside, 0 outside.</summary>
    /// <returns>Width × Height bytes, fresh for each call.</returns>
    public byte[] ToRows()
    {
        var columns = RunLengthMasks.Decode(runs);
        var rows = new byte[columns.Length];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                rows[y * Width + x] = columns[x * Height + y];
        return rows;
    }

    /// <summary>Such as <c>1204 of 640×480 pixels</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Area} of {Width}×{Height} pixels");
}
