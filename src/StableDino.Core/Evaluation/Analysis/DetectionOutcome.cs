namespace StableDino.Evaluation;

/// <summary>What a detection was, for someone who wants to know why the AP is not higher.</summary>
/// <remarks>
/// Source: the error types of TIDE (Bolya et al., ECCV 2020, arXiv:2008.08115), counted rather than weighed by AP.
/// </remarks>
public enum DetectionOutcome
{
    /// <summary>Right class, enough overlap, the first on its ground truth.</summary>
    Correct,

    /// <summary>Enough overlap with a ground truth of another class.</summary>
    Classification,

    /// <summary>Right class, some overlap but not enough.</summary>
    Localisation,

    /// <summary>Another class, and some overlap but not enough.</summary>
    Both,

    /// <summary>Right class, enough overlap, but its ground truth was taken by a more confident one.</summary>
    Duplicate,

    /// <summary>No ground truth there.</summary>
    Background,

    /// <summary>On a crowd: neither right nor wrong.</summary>
    Ignored,
}
