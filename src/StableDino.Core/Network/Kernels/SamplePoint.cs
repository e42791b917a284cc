using System.Runtime.CompilerServices;

namespace StableDino.Network;

/// <summary>Where one sample falls between four pixel centres of a level.</summary>
/// <remarks>
/// Pixel centres lie at (i + ½)/size, so a location x in [0, 1] reads the map at x·width − ½. A corner outside the map
/// counts as zero.
/// <code>value = hy·hx·v00 + hy·lx·v01 + ly·hx·v10 + ly·lx·v11,  lx = x − ⌊x⌋, hx = 1 − lx</code>
/// Source: Zhu et al., Deformable DETR (arXiv:2010.04159), Eq. 3, with bilinear interpolation and zero padding.
/// </remarks>
internal readonly struct SamplePoint
{
    public readonly int Column, Row;
    public readonly float LowX, LowY;

    private SamplePoint(int column, int row, float lowX, float lowY) =>
        (Column, Row, LowX, LowY) = (column, row, lowX, lowY);

    public float HighX => 1 - LowX;
    public float HighY => 1 - LowY;

    /// <summary>False where no corner lies on the map; a location that is not a number lies nowhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLocate(float locationX, float locationY, int width, int height, out SamplePoint point)
    {
        float x = locationX * width - 0.5f, y = locationY * height - 0.5f;
        if (!(x > -1 && y > -1 && x < width && y < height))
        {
            point = default;
            return false;
        }
        int column = (int)MathF.Floor(x), row = (int)MathF.Floor(y);
        point = new(column, row, x - column, y - row);
        return true;
    }
}
