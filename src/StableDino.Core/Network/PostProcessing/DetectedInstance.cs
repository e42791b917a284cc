using StableDino.Foundation;

namespace StableDino.Network;

/// <summary>One detection of an image with its mask.</summary>
/// <param name="Box">The detection; its score is already weighed by how sure the mask is.</param>
/// <param name="Mask">Pixels of the original image.</param>
public sealed record DetectedInstance(DetectedBox Box, Segmentation.RunLengths Mask);
