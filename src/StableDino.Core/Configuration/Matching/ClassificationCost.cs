namespace StableDino.Configuration;

/// <summary>
/// What the probability p of a target's class costs in the matching, before its weight; <see cref="Score"/> says how p
/// is made of logits.
/// </summary>
public abstract record ClassificationCost
{
    private ClassificationCost() { }

    /// <summary>The focal cost (Eq. 2), of a probability that may be modulated (Eq. 4).</summary>
    /// <param name="Modulation">How a position metric modulates p.</param>
    /// <param name="Alpha">Balance of the cost's halves.</param>
    /// <param name="Gamma">Its exponent.</param>
    /// <param name="LogEpsilon">Added inside its logarithms: a saturated score costs 18.4 with 1e-8, not
    /// infinity.</param>
    public sealed record Focal(
        CostModulation Modulation, float Alpha = 0.25f, float Gamma = 2f, float LogEpsilon = 1e-8f)
        : ClassificationCost;

    /// <summary>−p: DETR's cost (Carion et al., ECCV 2020).</summary>
    public sealed record NegativeProbability : ClassificationCost;
}
