using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>What the header of an image file holds.</summary>
/// <param name="Size">Its size, the orientation applied as <see cref="ImageFile.Decode"/> would.</param>
/// <param name="IsTurned">Whether EXIF asks to turn or mirror the stored image.</param>
/// <param name="Colour">Kind of colour.</param>
/// <param name="IsTransparent">Whether pixels may be transparent.</param>
/// <param name="Frames">Pictures in the file.</param>
/// <param name="Format">Format, as its usual file ending without the dot.</param>
internal sealed record ImageTraits(
    ImageSize Size, bool IsTurned, ImageColour Colour, bool IsTransparent, int Frames, string Format);
