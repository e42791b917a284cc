using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>One object of an image.</summary>
/// <param name="Id">Its id; 0 allowed (and awkward: see the evaluator).</param>
/// <param name="ImageId">Image it lies in.</param>
/// <param name="CategoryId">Its category.</param>
/// <param name="X">Left edge, pixels.</param>
/// <param name="Y">Top edge, pixels.</param>
/// <param name="Width">Box width, pixels.</param>
/// <param name="Height">Box height, pixels.</param>
/// <param name="Area">The file's own area, square pixels: not width × height.</param>
/// <param name="IsCrowd">Marks a region of many; never a training target.</param>
/// <param name="Segmentation">Its mask, if the file has one.</param>
public sealed record CocoAnnotation(
    long Id, long ImageId, long CategoryId, double X, double Y, double Width, double Height, double Area, bool IsCrowd,
    Option<Segmentation> Segmentation);
