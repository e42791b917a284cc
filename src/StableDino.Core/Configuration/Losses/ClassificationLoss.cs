namespace StableDino.Configuration;

/// <summary>
/// What the class term of a branch draws a positive's probability towards; <see cref="Score"/> says by which loss.
/// </summary>
public abstract record ClassificationLoss
{
    private ClassificationLoss() { }

    /// <summary>Towards 1: the focal loss of sigmoid scores (Eq. 1), the cross-entropy of softmax scores.</summary>
    public sealed record Plain : ClassificationLoss;

    /// <summary>
    /// Position-supervised (Eq. 3), of sigmoid scores: towards t = ε(f1(s)), a constant for differentiation.
    /// </summary>
    /// <param name="Target">f1.</param>
    /// <param name="Rescale">ε.</param>
    /// <param name="Arithmetic">How logarithms are taken.</param>
    public sealed record PositionSupervised(
        PositionalTarget Target,
        TargetRescale Rescale,
        LogArithmetic Arithmetic = LogArithmetic.FromLogits) : ClassificationLoss;
}
