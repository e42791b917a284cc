using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Self-attention, norm, feed-forward, norm. Arguments: tokens [B, S, width]; the sequence they belong to; references
/// [B, S, L, 2]. Gives [B, S, width].
/// </summary>
public sealed partial class EncoderLayer : NamedModule<Tensor, TokenSequence, Tensor, Tensor>
{
    private readonly Module attention;
    private readonly LayerNorm attentionNorm;
    private readonly FeedForward feedForward;
    private readonly LayerNorm feedForwardNorm;

    /// <summary>One layer of the encoder.</summary>
    /// <param name="config">The encoder.</param>
    /// <param name="levels">Levels of the pyramid.</param>
    public EncoderLayer(EncoderConfig config, int levels) : base(nameof(EncoderLayer))
    {
        attention = config.Attention switch
        {
            EncoderAttention.DeformablePoints(var points) => this.Place<Module>(
                "attentions.0", new DeformableAttention(config.Width, config.Heads, levels, points, config.Dropout)),
            EncoderAttention.Dense =>
                this.Place("attentions.0.attn", new SelfAttention(config.Width, config.Heads, config.Dropout)),
            EncoderAttention.RowColumn(var padding) => this.Place(
                "attentions.0.attn", new RowColumnAttention(config.Width, config.Heads, config.Dropout, padding)),
            _ =>
                throw new ArgumentOutOfRangeException(
                    nameof(config), config.Attention, "not an attention of this encoder"),
        };
        feedForward =
            this.Place("ffns.0", new FeedForward(config.Width, config.FeedForward, config.Dropout, config.Activation));
        attentionNorm = this.Place("norms.0", LayerNorm(config.Width));
        feedForwardNorm = this.Place("norms.1", LayerNorm(config.Width));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens, TokenSequence sequence, Tensor references) =>
        Foundation.Scoped.Run(() =>
            feedForwardNorm.call(feedForward.call(attentionNorm.call(Attended(tokens, sequence, references)))));

    private Tensor Attended(Tensor tokens, TokenSequence sequence, Tensor references) => attention switch
    {
        DeformableAttention deformable =>
            deformable.call(tokens, sequence.Positions, tokens, sequence.Padding, references, sequence.Levels),
        SelfAttention dense => dense.call(tokens, sequence.Positions, sequence.Padding.unsqueeze(1).unsqueeze(1)),
        RowColumnAttention apart =>
            apart.call(tokens, new QueryPlaces(sequence.Positions, sequence.Positions),
                new EncoderMemory(tokens, sequence)),
        _ => throw new InvalidOperationException("closed"),
    };
}
