namespace StableDino.Configuration;

/// <summary>What a class score costs in the matching, before its weight.</summary>
public enum ClassificationCost
{
    /// <summary>The focal cost of the sigmoid (Eq. 2).</summary>
    Focal,

    /// <summary>Minus the softmax probability of the target's class: DETR's cost (Carion et al., ECCV 2020).</summary>
    NegativeProbability,
}
