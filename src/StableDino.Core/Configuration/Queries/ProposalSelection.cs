namespace StableDino.Configuration;

/// <summary>Which of the encoder's proposals become queries.</summary>
public enum ProposalSelection
{
    /// <summary>The best of all tokens (Deformable DETR, DINO).</summary>
    Best,

    /// <summary>
    /// The best 1000 of each level, near duplicates of one level suppressed at an IoU of 0.9, about as many of each
    /// level as of another;
    /// and every target is given at most four tokens whose start boxes overlap it by 0.7, or best of all (DETA,
    /// arXiv:2212.06137).
    /// Proposals are class-agnostic.
    /// </summary>
    SuppressedPerLevel,
}
