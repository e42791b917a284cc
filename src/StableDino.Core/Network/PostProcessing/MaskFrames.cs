using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Network;

/// <summary>The sizes between which the masks and boxes of a batch are carried.</summary>
/// <param name="Padded">Size of the input with its padding.</param>
/// <param name="Seen">Size of each image in it.</param>
/// <param name="Original">Size of each image's file.</param>
/// <param name="BoxFrame">Size that each image's normalised boxes refer to: its own, or as in the official MaskDINO the
/// padded input's.</param>
public sealed record MaskFrames(
    ImageSize Padded, ImmutableArray<ImageSize> Seen, ImmutableArray<ImageSize> Original,
    Func<int, ImageSize> BoxFrame);
