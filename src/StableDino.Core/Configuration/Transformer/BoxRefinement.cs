namespace StableDino.Configuration;

/// <summary>How reference boxes move from one decoder layer to the next.</summary>
public enum BoxRefinement
{
    /// <summary>Not at all: every layer looks around, and predicts relative to, the initial reference.</summary>
    None,

    /// <summary>
    /// Each layer's box is the next one's reference, and no gradient passes between them (Deformable DETR).
    /// </summary>
    Detached,

    /// <summary>
    /// As <see cref="Detached"/>, but a layer's loss also reaches the box of the layer before (DINO §3.5).
    /// </summary>
    LookForwardTwice,
}
