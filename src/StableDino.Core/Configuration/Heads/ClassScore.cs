namespace StableDino.Configuration;

/// <summary>How class logits become scores.</summary>
public enum ClassScore
{
    /// <summary>A probability of each class on its own.</summary>
    Sigmoid,

    /// <summary>One distribution over the classes and, last, the background: one logit more (DETR).</summary>
    Softmax,
}
