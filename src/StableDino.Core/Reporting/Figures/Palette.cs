namespace StableDino.Reporting;

/// <summary>Colours by number: the same number always gets the same colour.</summary>
public static class Palette
{
    private static readonly Ink[] First =
    [
        new(37, 99, 235), new(234, 88, 12), new(22, 163, 74), new(219, 39, 119), new(124, 58, 237),
        new(8, 145, 178), new(202, 138, 4), new(220, 38, 38), new(101, 163, 13), new(120, 83, 60),
    ];

    /// <summary>
    /// A colour that distinguishes curves or classes: ten chosen ones, then hues a golden angle apart.
    /// </summary>
    /// <param name="index">From 0.</param>
    public static Ink Of(int index)
    {
        if (index >= 0 && index < First.Length) return First[index];
        var hue = (index * 0.6180339887498949 % 1 + 1) % 1;
        return FromHue(hue, (index & 1) == 0 ? 0.82 : 0.62);
    }

    /// <summary>A saturated colour of a hue in [0, 1) and a brightness in [0, 1].</summary>
    private static Ink FromHue(double hue, double value)
    {
        byte Channel(double offset)
        {
            var k = (offset + hue * 6) % 6;
            return (byte)Math.Round(255 * value * (1 - 0.8 * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }
        return new(Channel(5), Channel(3), Channel(1));
    }
}
