namespace StableDino.Configuration;

/// <summary>The position embedding of a query.</summary>
public abstract record QueryPosition
{
    private QueryPosition() { }

    /// <summary>A learned vector per query, the same in every layer.</summary>
    public sealed record Learned : QueryPosition;

    /// <summary>A MLP of the sine embedding of the reference box, again in every layer (DAB-DETR, DINO).</summary>
    /// <param name="ScaledByContent">Whether it is multiplied, from the second layer on, by a MLP of the query's
    /// content (DAB-DETR).</param>
    public sealed record SineOfReference(bool ScaledByContent = false) : QueryPosition;

    /// <summary>
    /// A MLP of the sine embedding of the anchor point, the same in every layer; for rows and columns, of its
    /// coordinates, too (Anchor-DETR).
    /// </summary>
    public sealed record EncodedPoints : QueryPosition;

    /// <summary>
    /// One half of the projected sine embedding of the proposal, the same in every layer (two-stage Deformable DETR).
    /// </summary>
    public sealed record ProposalEmbedding : QueryPosition;
}
