using LanguageExt;
using StableDino.Configuration;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Attention to a level, norm, self-attention, norm, feed-forward, norm: across before within (Mask2Former §3.2.2).
/// Arguments: queries
/// [B, Q, width]; their positions; the level as they see it; the mask among queries. Gives [B, Q, width].
/// </summary>
public sealed class MaskedDecoderLayer : NamedModule<Tensor, Tensor, SeenLevel, Option<Tensor>, Tensor>
{
    private readonly MaskedAttention crossAttention;
    private readonly LayerNorm crossNorm;
    private readonly SelfAttention selfAttention;
    private readonly LayerNorm selfNorm;
    private readonly FeedForward feedForward;
    private readonly LayerNorm feedForwardNorm;

    /// <summary>One layer of the decoder; its parts are numbered in their order.</summary>
    /// <param name="config">The decoder.</param>
    public MaskedDecoderLayer(DecoderConfig config) : base(nameof(MaskedDecoderLayer))
    {
        var (width, heads, dropout) = (config.Width, config.Heads, config.Dropout);
        crossAttention = this.Place("attentions.0.attn", new MaskedAttention(width, heads, dropout));
        selfAttention = this.Place("attentions.1.attn", new SelfAttention(width, heads, dropout));
        feedForward = this.Place("ffns.0", new FeedForward(width, config.FeedForward, dropout, config.Activation));
        crossNorm = this.Place("norms.0", LayerNorm(width));
        selfNorm = this.Place("norms.1", LayerNorm(width));
        feedForwardNorm = this.Place("norms.2", LayerNorm(width));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor queries, Tensor positions, SeenLevel level, Option<Tensor> mask) =>
        Foundation.Scoped.Run(() =>
        {
            var across = crossNorm.call(crossAttention.call(queries, positions, level));
            var among = selfNorm.call(selfAttention.call(across, positions, mask));
            return feedForwardNorm.call(feedForward.call(among));
        });
}
