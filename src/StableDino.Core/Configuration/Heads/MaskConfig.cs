namespace StableDino.Configuration;

/// <summary>Whether a detector predicts a mask for each query, and how.</summary>
public abstract record MaskConfig
{
    private MaskConfig() { }

    /// <summary>Boxes alone.</summary>
    public sealed record None : MaskConfig;

    /// <summary>
    /// The mask of a query is its embedding times a map of pixel embeddings (Mask2Former; MaskDINO, Li et al., CVPR
    /// 2023). The map is made
    /// of the backbone's finest map, which then is no level of the pyramid, and of the encoder's finest level.
    /// </summary>
    /// <param name="Points">Where masks are compared, in the cost and in the losses.</param>
    /// <param name="Width">Channels of the embeddings.</param>
    /// <param name="Groups">Groups of the normalisations on the way to the map; divides the encoder's width.</param>
    /// <param name="InitialPrediction">Whether what the predictors say of the queries before the first decoder layer
    /// counts as a layer.</param>
    /// <param name="BoxesOfMasks">
    /// Whether the decoder starts from the tight boxes of the proposals' masks, instead of the proposals themselves.
    /// Masked attention has no
    /// proposals.
    /// </param>
    /// <param name="Metric">What stable matching and the stable loss judge positions by; without the true masks of a
    /// batch, boxes.</param>
    /// <param name="MaskCost">Weight of the cross-entropy at points in the matching cost.</param>
    /// <param name="DiceCost">Weight of the dice distance at points in the matching cost.</param>
    /// <param name="MaskWeight">Weight of the cross-entropy at points in the loss of every branch.</param>
    /// <param name="DiceWeight">Weight of the dice loss at points in the loss of every branch.</param>
    public sealed record PixelEmbedding(
        MaskPointConfig Points,
        int Width = 256,
        int Groups = 32,
        bool InitialPrediction = true,
        bool BoxesOfMasks = true,
        PositionMetric Metric = PositionMetric.BoxIou,
        float MaskCost = 5f,
        float DiceCost = 5f,
        float MaskWeight = 5f,
        float DiceWeight = 5f) : MaskConfig;
}
