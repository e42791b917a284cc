namespace StableDino.Data;

/// <summary>Kinds of colour that image files have.</summary>
internal enum ImageColour
{
    /// <summary>Red, green and blue, or what is read as such.</summary>
    Rgb,

    /// <summary>Shades of grey.</summary>
    Grey,

    /// <summary>Four printing inks.</summary>
    Cmyk,
}
