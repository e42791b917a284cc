using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Self-attention, norm, attention to all tokens, norm, feed-forward, norm. Arguments: queries [B, Q, width]; their
/// places; the memory;
/// the mask among queries. Gives [B, Q, width].
/// </summary>
public sealed partial class DenseDecoderLayer : NamedModule<Tensor, QueryPlaces, EncoderMemory, Option<Tensor>, Tensor>
{
    private readonly Module<Tensor, Tensor, Option<Tensor>, Tensor> selfAttention;
    private readonly LayerNorm selfNorm;
    private readonly Module<Tensor, QueryPlaces, EncoderMemory, Tensor> crossAttention;
    private readonly LayerNorm crossNorm;
    private readonly FeedForward feedForward;
    private readonly LayerNorm feedForwardNorm;

    /// <summary>One layer of the decoder.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="isFirst">Whether no layer is before it.</param>
    /// <param name="exchanged">Groups whose queries get what others gathered; 1 for none.</param>
    public DenseDecoderLayer(DecoderConfig config, bool isFirst, int exchanged = 1) : base(nameof(DenseDecoderLayer))
    {
        var (width, heads, dropout) = (config.Width, config.Heads, config.Dropout);
        (selfAttention, crossAttention) = config.CrossAttention switch
        {
            CrossAttention.Dense => (
                this.Place<Module<Tensor, Tensor, Option<Tensor>, Tensor>>(
                    "attentions.0.attn", new SelfAttention(width, heads, dropout)),
                this.Place<Module<Tensor, QueryPlaces, EncoderMemory, Tensor>>(
                    "attentions.1.attn", new DenseAttention(width, heads, dropout))),
            CrossAttention.RowColumn(var padding) => (
                this.Place<Module<Tensor, Tensor, Option<Tensor>, Tensor>>(
                    "attentions.0.attn", new SelfAttention(width, heads, dropout)),
                this.Place<Module<Tensor, QueryPlaces, EncoderMemory, Tensor>>(
                    "attentions.1.attn", new RowColumnAttention(width, heads, dropout, padding))),
            CrossAttention.Conditional(_, var padding) => (
                this.Place<Module<Tensor, Tensor, Option<Tensor>, Tensor>>(
                    "attentions.0", new ConditionalSelfAttention(width, heads, dropout, exchanged)),
                this.Place<Module<Tensor, QueryPlaces, EncoderMemory, Tensor>>(
                    "attentions.1", new ConditionalAttention(width, heads, dropout, padding, isFirst))),
            _ =>
                throw new ArgumentOutOfRangeException(
                    nameof(config), config.CrossAttention, "not an attention of this decoder"),
        };
        feedForward = this.Place("ffns.0", new FeedForward(width, config.FeedForward, dropout, config.Activation));
        selfNorm = this.Place("norms.0", LayerNorm(width));
        crossNorm = this.Place("norms.1", LayerNorm(width));
        feedForwardNorm = this.Place("norms.2", LayerNorm(width));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor queries, QueryPlaces places, EncoderMemory memory, Option<Tensor> mask) =>
        Foundation.Scoped.Run(() =>
        {
            var among = selfNorm.call(selfAttention.call(queries, places.Positions, mask));
            var across = crossNorm.call(crossAttention.call(among, places, memory));
            return feedForwardNorm.call(feedForward.call(across));
        });
}
