namespace StableDino.Reporting;

/// <summary>How detections are drawn.</summary>
/// <param name="SmallestLongSide">A smaller picture is enlarged by a whole number until its longer side has this many
/// pixels.</param>
/// <param name="Threshold">Detections of a lower score are left out.</param>
/// <param name="MaskOpacity">How strongly a mask is tinted, 0 to 1.</param>
public sealed record DrawingStyle(int SmallestLongSide = 480, double Threshold = 0.3, double MaskOpacity = 0.35);
