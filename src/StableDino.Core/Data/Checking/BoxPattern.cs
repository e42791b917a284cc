using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>What the four numbers of all boxes of a file seem to be.</summary>
internal enum BoxPattern
{
    /// <summary>Left, top, width and height in pixels, as they should.</summary>
    Pixels,

    /// <summary>Shares of the image's sides: left, top, width, height.</summary>
    Relative,

    /// <summary>Shares of the image's sides: middle, width, height.</summary>
    RelativeCentres,

    /// <summary>Corners in pixels: left, top, right, bottom.</summary>
    Corners,
}
