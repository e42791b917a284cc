namespace StableDino.Configuration;

/// <summary>How the encoder's tokens attend to each other.</summary>
public abstract record EncoderAttention
{
    private EncoderAttention() { }

    /// <summary>A few points around the token's own place on every level of the pyramid (Deformable DETR).</summary>
    /// <param name="Points">Sampling points per head and level.</param>
    public sealed record DeformablePoints(int Points = 4) : EncoderAttention;

    /// <summary>Every token to every token: the cost grows with the square of their number (DETR).</summary>
    public sealed record Dense : EncoderAttention;

    /// <summary>
    /// Every token to the columns and to the rows of the map apart: the cost grows with its sides, not their product
    /// (Anchor-DETR).
    /// </summary>
    /// <param name="Padding">Whether padding counts in the means that stand for rows and columns, as the official code
    /// has it, in training too.</param>
    public sealed record RowColumn(PaddingPolicy Padding = PaddingPolicy.Masked) : EncoderAttention;
}
