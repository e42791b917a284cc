using StableDino.Configuration;
using StableDino.Detectors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Layers;

/// <summary>
/// Deformable self-attention, norm, feed-forward, norm. Arguments: tokens [B, S, width]; the sequence they belong to; references
/// [B, S, L, 2]. Gives [B, S, width].
/// </summary>
public sealed class EncoderLayer : Module<Tensor, TokenSequence, Tensor, Tensor>
{
    private readonly DeformableAttention attention;
    private readonly LayerNorm attentionNorm;
    private readonly FeedForward feedForward;
    private readonly LayerNorm feedForwardNorm;

    /// <summary>One layer of the encoder.</summary>
    /// <param name="config">The encoder.</param>
    /// <param name="levels">Levels of the pyramid.</param>
    public EncoderLayer(EncoderConfig config, int levels) : base(nameof(EncoderLayer))
    {
        attention = this.Place("attentions.0", config.Attention switch
        {
            EncoderAttention.DeformablePoints(var points) => new DeformableAttention(config.Width, config.Heads, levels, points, config.Dropout),
            _ => throw new ArgumentOutOfRangeException(nameof(config), config.Attention, "not an attention of this encoder"),
        });
        feedForward = this.Place("ffns.0", new FeedForward(config.Width, config.FeedForward, config.Dropout));
        attentionNorm = this.Place("norms.0", LayerNorm(config.Width));
        feedForwardNorm = this.Place("norms.1", LayerNorm(config.Width));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens, TokenSequence sequence, Tensor references) => Numerics.Scoped.Run(() =>
    {
        var attended = attention.call(tokens, sequence.Positions, tokens, sequence.Padding, references, sequence.Levels);
        return feedForwardNorm.call(feedForward.call(attentionNorm.call(attended)));
    });

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
