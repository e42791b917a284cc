using StableDino.Configuration;

namespace StableDino.Objective;

/// <summary>
/// The class term of a branch with all its settings: what <see cref="Score"/> and <see cref="ClassificationLoss"/> say
/// together.
/// </summary>
public abstract record ClassTerm
{
    private ClassTerm() { }

    /// <summary>Focal loss (Eq. 1): positives towards 1.</summary>
    /// <param name="Alpha">Weight of positives; negatives weigh 1 − Alpha.</param>
    /// <param name="Gamma">Focusing exponent.</param>
    public sealed record Focal(float Alpha = 0.25f, float Gamma = 2f) : ClassTerm;

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
        LogArithmetic Arithmetic = LogArithmetic.FromLogits) : ClassTerm;

    /// <summary>Cross-entropy of softmax scores: a mean over all queries by their weights.</summary>
    /// <param name="BackgroundWeight">Weight of an unmatched query; a matched one weighs 1.</param>
    public sealed record CrossEntropy(float BackgroundWeight = 0.1f) : ClassTerm;

    /// <summary>The class term of a branch.</summary>
    /// <param name="score">What the detector's logits mean.</param>
    /// <param name="loss">What the branch draws positives towards.</param>
    /// <exception cref="ArgumentException">Softmax scores are drawn towards a position metric, which no compiled
    /// detector does (SDINO076).</exception>
    public static ClassTerm Of(Score score, ClassificationLoss loss) => (score, loss) switch
    {
        (Score.Sigmoid one, ClassificationLoss.Plain) => new Focal(one.Alpha, one.Gamma),
        (Score.Sigmoid one, ClassificationLoss.PositionSupervised towards) => new PositionSupervised(
            towards.Target, towards.Rescale, one.Alpha, one.Gamma, towards.Arithmetic),
        (Score.Softmax all, ClassificationLoss.Plain) => new CrossEntropy(all.BackgroundWeight),
        _ => throw new ArgumentException($"There is no class term of {score} with {loss}.", nameof(loss)),
    };
}
