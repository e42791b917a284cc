using System.Globalization;

namespace StableDino;

/// <summary>A box in pixels of the upright image; the origin is its upper left corner.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PixelBox(double Left, double Top, double Width, double Height)
{
    /// <summary>Right edge.</summary>
    public double Right => Left + Width;

    /// <summary>Lower edge.</summary>
    public double Bottom => Top + Height;

    /// <summary>Such as <c>12,30 118×64</c>: left, top, width, height in whole pixels.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Left:F0},{Top:F0} {Width:F0}×{Height:F0}");
}
