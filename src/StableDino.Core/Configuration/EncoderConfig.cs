namespace StableDino.Configuration;

/// <summary>Deformable encoder: self-attention over all tokens of the pyramid.</summary>
/// <param name="Fusion">How its memories are merged.</param>
/// <param name="Layers">Encoder layers.</param>
/// <param name="Width">Channels of a token.</param>
/// <param name="Heads">Attention heads; divides <paramref name="Width"/>.</param>
/// <param name="Points">Sampling points per head and level.</param>
/// <param name="FeedForward">Hidden width of the feed-forward part.</param>
/// <param name="Dropout">Probability in [0, 1).</param>
/// <param name="FinalNorm">One more layer normalisation after the fusion.</param>
public sealed record EncoderConfig(
    MemoryFusion Fusion,
    int Layers = 6,
    int Width = 256,
    int Heads = 8,
    int Points = 4,
    int FeedForward = 2048,
    float Dropout = 0f,
    bool FinalNorm = false);
