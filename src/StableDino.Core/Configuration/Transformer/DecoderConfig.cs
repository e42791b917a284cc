namespace StableDino.Configuration;

/// <summary>Layers of self-attention, cross-attention and feed-forward that turn queries into boxes.</summary>
/// <param name="CrossAttention">How queries attend to the memory.</param>
/// <param name="Layers">Decoder layers; each is supervised.</param>
/// <param name="Width">Channels of a query.</param>
/// <param name="Heads">Attention heads; divides <paramref name="Width"/>.</param>
/// <param name="FeedForward">Hidden width of the feed-forward part.</param>
/// <param name="Dropout">Probability in [0, 1).</param>
/// <param name="Refinement">How reference boxes move from layer to layer.</param>
/// <param name="FinalNorm">Whether the predictors see normalised states.</param>
/// <param name="Levels">The order in which it takes the levels of the memory.</param>
/// <param name="Activation">What stands between the maps of the feed-forward part.</param>
public sealed record DecoderConfig(
    CrossAttention CrossAttention,
    int Layers = 6,
    int Width = 256,
    int Heads = 8,
    int FeedForward = 2048,
    float Dropout = 0f,
    BoxRefinement Refinement = BoxRefinement.LookForwardTwice,
    bool FinalNorm = true,
    LevelOrder Levels = LevelOrder.FinestFirst,
    Activation Activation = Activation.Relu);
