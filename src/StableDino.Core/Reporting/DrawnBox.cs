using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Reporting;

/// <summary>A box to be drawn on a picture.</summary>
/// <param name="X">Left edge, pixels of the picture.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Box width.</param>
/// <param name="Height">Box height.</param>
/// <param name="Name">What is in it.</param>
/// <param name="Color">Number of its colour in the <see cref="Palette"/>.</param>
/// <param name="Score">Confidence; a ground truth has none.</param>
/// <param name="Mask">Its mask, in pixels of the picture.</param>
public sealed record DrawnBox(
    double X, double Y, double Width, double Height, string Name, int Color, Option<double> Score = default,
    Option<Segmentation> Mask = default);
