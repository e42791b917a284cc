namespace StableDino.Configuration;

/// <summary>How logarithms of probabilities are taken inside the class loss.</summary>
public enum LogArithmetic
{
    /// <summary>From logits (log-sigmoid): finite, with finite gradient, for every finite logit.</summary>
    FromLogits,

    /// <summary>log p without and log(1 − p + 1e-8) with an epsilon, as the official code: for parity.</summary>
    OfficialEpsilons,
}
