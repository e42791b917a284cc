namespace StableDino.Configuration;

/// <summary>
/// What class logits mean: said once, it decides the predictors' outputs and their start, the probability that a
/// matching cost reads, the class term of every branch, and the pairs that detections are chosen from.
/// </summary>
public abstract record Score
{
    private Score() { }

    /// <summary>A probability of each class on its own, learned by the focal loss (Eq. 1, Eq. 3).</summary>
    /// <param name="PriorProbability">Initial class probability, set through the class bias (RetinaNet).</param>
    /// <param name="Alpha">Weight of the loss's positives; its negatives weigh 1 − Alpha.</param>
    /// <param name="Gamma">Focusing exponent of the loss.</param>
    public sealed record Sigmoid(float PriorProbability = 0.01f, float Alpha = 0.25f, float Gamma = 2f) : Score;

    /// <summary>
    /// One distribution over the classes and, last, the background: one logit more, learned by cross-entropy (DETR).
    /// Every unmatched query has the background for its target; the class term is a mean over all queries by their
    /// weights, whatever the number of targets.
    /// </summary>
    /// <param name="BackgroundWeight">Weight of an unmatched query in that mean; a matched one weighs 1.</param>
    /// <param name="Selection">Which (query, class) pairs may become detections.</param>
    public sealed record Softmax(
        float BackgroundWeight = 0.1f, DetectionSelection Selection = DetectionSelection.BestClass) : Score;
}
