namespace StableDino.Configuration;

/// <summary>Class and box predictors of the decoder's layers and of the encoder's proposals.</summary>
/// <param name="Sharing">Whether the layers share one predictor.</param>
/// <param name="PriorProbability">Initial class probability, set through the class bias (RetinaNet); softmax scores
/// have none.</param>
/// <param name="ReferenceEpsilon">Distance from 0 and 1 below which a coordinate of a reference is treated as that far
/// from them.</param>
/// <param name="Score">What class logits mean.</param>
public sealed record HeadConfig(
    HeadSharing Sharing = HeadSharing.PerLayer,
    float PriorProbability = 0.01f,
    float ReferenceEpsilon = 1e-3f,
    ClassScore Score = ClassScore.Sigmoid);
