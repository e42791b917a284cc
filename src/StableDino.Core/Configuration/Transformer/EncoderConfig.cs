namespace StableDino.Configuration;

/// <summary>Self-attention over the tokens of the pyramid.</summary>
/// <param name="Attention">How tokens attend to each other.</param>
/// <param name="Tokens">Which tokens are worked on.</param>
/// <param name="Fusion">How the memories of the layers are merged.</param>
/// <param name="Layers">Encoder layers.</param>
/// <param name="Width">Channels of a token.</param>
/// <param name="Heads">Attention heads; divides <paramref name="Width"/>.</param>
/// <param name="FeedForward">Hidden width of the feed-forward part.</param>
/// <param name="Dropout">Probability in [0, 1).</param>
/// <param name="FinalNorm">One more layer normalisation after the fusion.</param>
/// <param name="PositionOffset">Added to a cell's number before it is scaled to an angle: −0.5 takes the centres of the
/// cells.</param>
/// <param name="PositionTemperature">Ratio of the slowest to the fastest frequency of the tokens' positions.</param>
/// <param name="ScaledPositions">Whether a MLP of a token's content multiplies its position before every layer
/// (DAB-DETR).</param>
/// <param name="Activation">What stands between the maps of the feed-forward part.</param>
public sealed record EncoderConfig(
    EncoderAttention Attention,
    TokenSelection Tokens,
    MemoryFusion Fusion,
    int Layers = 6,
    int Width = 256,
    int Heads = 8,
    int FeedForward = 2048,
    float Dropout = 0f,
    bool FinalNorm = false,
    float PositionOffset = -0.5f,
    float PositionTemperature = 10000f,
    bool ScaledPositions = false,
    Activation Activation = Activation.Relu);
