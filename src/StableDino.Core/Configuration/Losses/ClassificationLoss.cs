namespace StableDino.Configuration;

/// <summary>
/// The class term of the loss; but for cross-entropy, summed over all (query, class) entries and divided by the number
/// of targets.
/// </summary>
public abstract record ClassificationLoss
{
    private ClassificationLoss() { }

    /// <summary>Focal loss (Eq. 1): positives towards 1.</summary>
    /// <param name="Alpha">Weight of positives; negatives weigh 1 − Alpha.</param>
    /// <param name="Gamma">Focusing exponent.</param>
    public sealed record Focal(float Alpha = 0.25f, float Gamma = 2f) : ClassificationLoss;

    /// <summary>
    /// Position-supervised loss (Eq. 3): positives towards t = ε(f1(s)), a constant for differentiation.
    /// </summary>
    /// <param name="Target">f1.</param>
    /// <param name="Rescale">ε.</param>
    /// <param name="Alpha">Weight of positives; negatives weigh 1 − Alpha.</param>
    /// <param name="Gamma">Focusing exponent.</param>
    /// <param name="Arithmetic">How logarithms are taken.</param>
    public sealed record PositionSupervised(
        PositionalTarget Target,
        TargetRescale Rescale,
        float Alpha = 0.25f,
        float Gamma = 2f,
        LogArithmetic Arithmetic = LogArithmetic.FromLogits) : ClassificationLoss;

    /// <summary>
    /// Cross-entropy of the softmax over the classes and the background, which every unmatched query has for its
    /// target; a mean over all
    /// queries by their weights, whatever the number of targets (DETR).
    /// </summary>
    /// <param name="BackgroundWeight">Weight of an unmatched query; a matched one weighs 1.</param>
    public sealed record CrossEntropy(float BackgroundWeight = 0.1f) : ClassificationLoss;
}
