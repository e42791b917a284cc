namespace StableDino.Configuration;

/// <summary>How the decoder's queries attend to the encoder's memory.</summary>
public abstract record CrossAttention
{
    private CrossAttention() { }

    /// <summary>A few points around the reference on every level of the pyramid (Deformable DETR).</summary>
    /// <param name="Points">Sampling points per head and level.</param>
    public sealed record DeformablePoints(int Points = 4) : CrossAttention;
}
