namespace StableDino.Evaluation;

/// <summary>What confusion and errors are judged by.</summary>
/// <param name="IoU">Overlap from which a detection is about an object and right, in (0, 1].</param>
/// <param name="BackgroundIoU">Overlap below which it is about nothing; at most <paramref name="IoU"/>.</param>
/// <param name="LowestScore">Detections below are not counted: AP hardly feels them, and they would drown the
/// rest.</param>
public sealed record AnalysisConfig(double IoU = 0.5, double BackgroundIoU = 0.1, double LowestScore = 0.3);
