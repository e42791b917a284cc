using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>What a detector does when detections below a score are thrown away.</summary>
/// <param name="Score">The score.</param>
/// <param name="Precision">Share of the detections kept that are right.</param>
/// <param name="Recall">Share of the objects that are found.</param>
public sealed record OperatingPoint(double Score, double Precision, double Recall)
{
    /// <summary>Harmonic mean of precision and recall; 0 where both are.</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;
}
