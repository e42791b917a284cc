namespace StableDino.Data;

/// <summary>A change of colour: 1, 1, 1 changes nothing.</summary>
/// <param name="Brightness">On every value.</param>
/// <param name="Contrast">On the distance from the image's mean grey.</param>
/// <param name="Saturation">On the distance from the pixel's own grey.</param>
public readonly record struct ColourFactors(float Brightness, float Contrast, float Saturation)
{
    private const float Red = 0.299f, Green = 0.587f, Blue = 0.114f;     // grey as in ITU-R BT.601

    /// <summary>Changes nothing.</summary>
    public static ColourFactors None { get; } = new(1, 1, 1);

    /// <summary>
    /// Changes values in 0..255 in place: brightness, then contrast, then saturation, cut at 0 and 255 at the end.
    /// </summary>
    /// <param name="red">Red values.</param>
    /// <param name="green">Green values, as many.</param>
    /// <param name="blue">Blue values, as many.</param>
    /// <param name="meanGrey">Mean grey of the image, before the change.</param>
    public void Apply(Span<float> red, Span<float> green, Span<float> blue, float meanGrey)
    {
        var gain = Brightness * Contrast;
        var shift = Brightness * meanGrey * (1 - Contrast);
        for (var i = 0; i < red.Length; i++)
        {
            var (r, g, b) = (red[i] * gain + shift, green[i] * gain + shift, blue[i] * gain + shift);
            var grey = (1 - Saturation) * (Red * r + Green * g + Blue * b);
            red[i] = Math.Clamp(Saturation * r + grey, 0, 255);
            green[i] = Math.Clamp(Saturation * g + grey, 0, 255);
            blue[i] = Math.Clamp(Saturation * b + grey, 0, 255);
        }
    }

    /// <summary>Mean grey of an image, from every seventh pixel.</summary>
    public static float MeanGrey(PixelImage image)
    {
        var (red, green, blue) = (0L, 0L, 0L);
        var count = image.Width * image.Height;
        var planes = image.Planes;
        var taken = 0;
        for (var i = 0; i < count; i += 7, taken++)
        {
            red += planes[i];
            green += planes[count + i];
            blue += planes[2 * count + i];
        }
        return (Red * red + Green * green + Blue * blue) / taken;
    }
}
