namespace StableDino.Configuration;

/// <summary>What a query holds before the first decoder layer.</summary>
public abstract record QueryContent
{
    private QueryContent() { }

    /// <summary>A learned vector per query; with proposals, per rank: DINO's mixed query selection.</summary>
    public sealed record Learned : QueryContent;

    /// <summary>The selected encoder token, detached.</summary>
    public sealed record SelectedTokens : QueryContent;

    /// <summary>
    /// One half of the projected sine embedding of the proposal (two-stage Deformable DETR); the other half is the
    /// position.
    /// </summary>
    public sealed record ProposalEmbedding : QueryContent;

    /// <summary>The same with the selected token added, detached, projected and normalised (DETA).</summary>
    public sealed record ProposalAndToken : QueryContent;

    /// <summary>Nothing: zero, so that the first layer knows a query by its position alone (DETR).</summary>
    public sealed record Zero : QueryContent;

    /// <summary>
    /// One of a few learned vectors: there is a query for each of them at each place (Anchor-DETR, DAB-DETR).
    /// </summary>
    /// <param name="Count">Patterns; divides the number of queries.</param>
    public sealed record Patterns(int Count = 3) : QueryContent;

    /// <summary>
    /// The embedding of an unknown class, the same for all: noised targets hold those of their labels (DN-DETR).
    /// </summary>
    public sealed record UnknownLabel : QueryContent;
}
