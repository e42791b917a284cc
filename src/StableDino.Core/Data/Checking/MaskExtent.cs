namespace StableDino.Data;

/// <summary>How far a mask reaches, and how much it covers.</summary>
/// <param name="X0">Left edge, pixels.</param>
/// <param name="Y0">Top edge.</param>
/// <param name="X1">Right edge.</param>
/// <param name="Y1">Bottom edge.</param>
/// <param name="Area">Square pixels; of polygons, the sum of their areas.</param>
internal readonly record struct MaskExtent(double X0, double Y0, double X1, double Y1, double Area)
{
    public static MaskExtent Nothing { get; } =
        new(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity, 0);

    /// <summary>The extent with one more polygon, x0, y0, x1, y1, …; not finite if it is not.</summary>
    public MaskExtent With(ReadOnlySpan<double> ring)
    {
        var (x0, y0, x1, y1, twice) = (X0, Y0, X1, Y1, 0.0);
        var (lastX, lastY) = (ring[^2], ring[^1]);
        for (var i = 0; i < ring.Length; i += 2)
        {
            var (x, y) = (ring[i], ring[i + 1]);
            twice += lastX * y - x * lastY;
            (x0, y0, x1, y1) = (Math.Min(x0, x), Math.Min(y0, y), Math.Max(x1, x), Math.Max(y1, y));
            (lastX, lastY) = (x, y);
        }
        return new(x0, y0, x1, y1, Area + Math.Abs(twice) / 2);
    }
}
