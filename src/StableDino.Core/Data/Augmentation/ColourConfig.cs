namespace StableDino.Data;

/// <summary>
/// Random changes of colour; each factor is uniform in <c>[1 − strength, 1 + strength]</c>, and 0 turns it off.
/// </summary>
/// <param name="Brightness">Of the factor on every value, in [0, 1].</param>
/// <param name="Contrast">Of the factor on the distance from the image's mean grey, in [0, 1].</param>
/// <param name="Saturation">Of the factor on the distance from the pixel's own grey, in [0, 1].</param>
public sealed record ColourConfig(double Brightness = 0, double Contrast = 0, double Saturation = 0);
