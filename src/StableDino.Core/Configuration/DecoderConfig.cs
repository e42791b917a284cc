namespace StableDino.Configuration;

/// <summary>Deformable decoder with iterative box refinement.</summary>
/// <param name="Layers">Decoder layers; each is supervised.</param>
/// <param name="Width">Channels of a query.</param>
/// <param name="Heads">Attention heads; divides <paramref name="Width"/>.</param>
/// <param name="Points">Sampling points per head and level.</param>
/// <param name="FeedForward">Hidden width of the feed-forward part.</param>
/// <param name="Dropout">Probability in [0, 1).</param>
/// <param name="LookForwardTwice">Whether a layer's loss also reaches the box refinement of the layer before (DINO §3.5).</param>
public sealed record DecoderConfig(
    int Layers = 6,
    int Width = 256,
    int Heads = 8,
    int Points = 4,
    int FeedForward = 2048,
    float Dropout = 0f,
    bool LookForwardTwice = true);
