namespace StableDino.Network;

/// <summary>One detection of an image.</summary>
/// <param name="Class">Class index 0..C−1, not the data set's category id.</param>
/// <param name="Score">Confidence in [0, 1].</param>
/// <param name="X0">Left edge, pixels of the original image.</param>
/// <param name="Y0">Top edge.</param>
/// <param name="X1">Right edge.</param>
/// <param name="Y1">Bottom edge.</param>
/// <param name="Query">The query that found it.</param>
public readonly record struct DetectedBox(int Class, float Score, float X0, float Y0, float X1, float Y1, int Query);
