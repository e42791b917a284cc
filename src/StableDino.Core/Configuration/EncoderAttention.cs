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
}
