using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Network;

/// <summary>What was found in one image.</summary>
/// <param name="Boxes">By descending score; every box has area and lies within the image.</param>
/// <param name="Size">Size of the original image, which the boxes' pixels refer to.</param>
public sealed record ImageDetections(ImmutableArray<DetectedBox> Boxes, ImageSize Size);
