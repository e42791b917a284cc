using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>One detection in COCO's results format.</summary>
/// <param name="ImageId">Image id.</param>
/// <param name="CategoryId">Category id of the data set, not the class index.</param>
/// <param name="X">Left edge, pixels of the original image.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Box width.</param>
/// <param name="Height">Box height.</param>
/// <param name="Score">Confidence in [0, 1].</param>
/// <param name="Mask">Its mask, in pixels of the original image, where the detector gives one.</param>
public sealed record Detection(
    long ImageId, long CategoryId, double X, double Y, double Width, double Height, double Score,
    Option<Segmentation> Mask = default);
