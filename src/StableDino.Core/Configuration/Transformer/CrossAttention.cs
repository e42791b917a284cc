namespace StableDino.Configuration;

/// <summary>How the decoder's queries attend to the encoder's memory.</summary>
public abstract record CrossAttention
{
    private CrossAttention() { }

    /// <summary>A few points around the reference on every level of the pyramid (Deformable DETR).</summary>
    /// <param name="Points">Sampling points per head and level.</param>
    public sealed record DeformablePoints(int Points = 4) : CrossAttention;

    /// <summary>All tokens, by content and position added together (DETR).</summary>
    public sealed record Dense : CrossAttention;

    /// <summary>
    /// The tokens of one level, a level to a layer in turn, and of those the ones inside the mask that the query
    /// predicted before the layer;
    /// where that is nowhere, all of them (Mask2Former). It comes before the attention among the queries.
    /// </summary>
    public sealed record Masked : CrossAttention;

    /// <summary>
    /// All tokens by the columns and the rows of the map apart: a weight for each column, a weight for each row, and a
    /// token counts by their
    /// product (Anchor-DETR).
    /// </summary>
    /// <param name="Padding">Whether padding counts in the means that stand for rows and columns, as the official code
    /// has it, in training too.</param>
    public sealed record RowColumn(PaddingPolicy Padding = PaddingPolicy.Masked) : CrossAttention;

    /// <summary>
    /// All tokens, content compared with content and the sine of the reference with the tokens' positions, side by side
    /// in every head; the
    /// sine is scaled by the content from the second layer on (Conditional DETR).
    /// </summary>
    /// <param name="Modulated">Whether the sines of x and y are stretched by the width and height that the content
    /// expects over the reference's (DAB-DETR).</param>
    /// <param name="Padding">Whether padding is attended to, as the official codes do it, in training too.</param>
    public sealed record Conditional(bool Modulated = false, PaddingPolicy Padding = PaddingPolicy.Masked)
        : CrossAttention;
}
