namespace StableDino.Configuration;

/// <summary>Class and box predictors of the decoder's layers and of the encoder's proposals.</summary>
/// <param name="Score">What class logits mean, here and in cost, loss and detections.</param>
/// <param name="Sharing">Whether the layers share one predictor.</param>
/// <param name="ReferenceEpsilon">Distance from 0 and 1 below which a coordinate of a reference is treated as that far
/// from them.</param>
public sealed record HeadConfig(
    Score Score,
    HeadSharing Sharing = HeadSharing.PerLayer,
    float ReferenceEpsilon = 1e-3f);
