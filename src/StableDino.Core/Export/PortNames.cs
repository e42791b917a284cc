namespace StableDino.Export;

/// <summary>Names of the inputs and outputs of exported files.</summary>
public static class PortNames
{
    /// <summary>Input: float32 [batch, 3, height, width], RGB, normalised.</summary>
    public const string Images = "images";

    /// <summary>Input, by request: bool [batch, height, width], true where an image has ended.</summary>
    public const string Padding = "padding";

    /// <summary>Output: float32 [batch, queries, scores].</summary>
    public const string Logits = "logits";

    /// <summary>
    /// Output: float32 [batch, queries, 4], centre-x, centre-y, width, height as shares of the image.
    /// </summary>
    public const string Boxes = "boxes";

    /// <summary>
    /// Output, by request: float32 [batch, detections, 6], left, top, right, bottom as shares of the image, score,
    /// class;
    /// best first, and a score of −1 where there is no detection.
    /// </summary>
    public const string Detections = "detections";
}
