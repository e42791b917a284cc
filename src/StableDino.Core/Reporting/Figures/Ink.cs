using System.Globalization;

namespace StableDino.Reporting;

/// <summary>A colour.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
/// <param name="Opacity">0 (nothing) to 1.</param>
public readonly record struct Ink(byte Red, byte Green, byte Blue, double Opacity = 1)
{
    /// <summary>Black.</summary>
    public static Ink Black { get; } = new(0, 0, 0);

    /// <summary>White.</summary>
    public static Ink White { get; } = new(255, 255, 255);

    /// <summary>Text on light paper.</summary>
    public static Ink Text { get; } = new(38, 44, 56);

    /// <summary>Secondary text.</summary>
    public static Ink Muted { get; } = new(108, 117, 134);

    /// <summary>Grid lines.</summary>
    public static Ink Grid { get; } = new(226, 230, 237);

    /// <summary>How bright it looks, 0 to 1 (Rec. 709 weights on the encoded values).</summary>
    public double Luminance => (0.2126 * Red + 0.7152 * Green + 0.0722 * Blue) / 255;

    /// <summary>Black or white, whichever is easier to read on this colour.</summary>
    public Ink Contrast => Luminance > 0.55 ? Black : White;

    /// <summary>As CSS and SVG write it, without opacity: #rrggbb.</summary>
    public string Hex => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");
}
