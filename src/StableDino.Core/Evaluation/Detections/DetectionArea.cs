namespace StableDino.Evaluation;

/// <summary>Which area decides whether an unmatched detection belongs to an area range.</summary>
/// <remarks>
/// COCO's toolbox decides it for a whole results file by the file's first record: see <see cref="DetectionFile"/>.
/// </remarks>
public enum DetectionArea
{
    /// <summary>Width × height of the box, even when masks are compared.</summary>
    Box,

    /// <summary>Pixels of the mask.</summary>
    Mask,
}
