namespace StableDino.Configuration;

/// <summary>From the last layer's predictions to detections.</summary>
/// <param name="Suppression">What happens to near duplicates.</param>
/// <param name="Detections">Best (query, class) pairs kept per image; <see cref="Score"/> says which there are.</param>
public sealed record PostProcessingConfig(SuppressionConfig Suppression, int Detections = 300);
