using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>One image of a batch to be: its pixels, how they are shown, and what is seen.</summary>
/// <param name="Source">The image's record.</param>
/// <param name="Image">Its pixels.</param>
/// <param name="View">How they are shown.</param>
/// <param name="Colour">Change of colour.</param>
/// <param name="Objects">Objects seen, in pixels of the view.</param>
/// <param name="Masks">Their masks, of the view's size, where masks are asked for.</param>
public sealed record Sample(
    CocoImage Source, PixelImage Image, ImageView View, ColourFactors Colour, ImmutableArray<TargetBox> Objects,
    Option<ImmutableArray<Segmentation.RunLengths>> Masks = default);
