namespace StableDino.Data;

/// <summary>One object to learn: its class and the corners of its box, pixels of its image.</summary>
/// <param name="Class">Class index 0..C−1.</param>
/// <param name="X0">Left edge.</param>
/// <param name="Y0">Top edge.</param>
/// <param name="X1">Right edge, beyond <paramref name="X0"/>.</param>
/// <param name="Y1">Bottom edge, beyond <paramref name="Y0"/>.</param>
public readonly record struct TargetBox(int Class, double X0, double Y0, double X1, double Y1)
{
    /// <summary>Square pixels.</summary>
    public double Area => (X1 - X0) * (Y1 - Y0);
}
