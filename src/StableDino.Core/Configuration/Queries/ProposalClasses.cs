namespace StableDino.Configuration;

/// <summary>What the class predictor of the encoder's proposals learns.</summary>
public enum ProposalClasses
{
    /// <summary>
    /// The classes: proposals are ranked by their best class, and those selected pay with the targets' labels (DINO).
    /// </summary>
    Aware,

    /// <summary>
    /// Object or not, in channel 0: proposals are ranked by it, and those of all tokens pay with every target labelled
    /// 0 (Deformable DETR).
    /// </summary>
    Agnostic,
}
