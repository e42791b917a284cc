using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Self-attention, norm, deformable cross-attention, norm, feed-forward, norm. Arguments: queries [B, Q, width]; their
/// positions
/// [B, Q, width]; references [B, Q, L, 2 or 4]; the memory; the mask among queries. Gives [B, Q, width].
/// </summary>
public sealed partial class DecoderLayer : NamedModule<Tensor, Tensor, Tensor, EncoderMemory, Option<Tensor>, Tensor>
{
    private readonly SelfAttention selfAttention;
    private readonly LayerNorm selfNorm;
    private readonly DeformableAttention crossAttention;
    private readonly LayerNorm crossNorm;
    private readonly FeedForward feedForward;
    private readonly LayerNorm feedForwardNorm;

    /// <summary>One layer of the decoder.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="levels">Levels of the pyramid.</param>
    public DecoderLayer(DecoderConfig config, int levels) : base(nameof(DecoderLayer))
    {
        selfAttention = this.Place("attentions.0.attn", new SelfAttention(config.Width, config.Heads, config.Dropout));
        crossAttention = this.Place("attentions.1", config.CrossAttention switch
        {
            CrossAttention.DeformablePoints(var points) =>
                new DeformableAttention(config.Width, config.Heads, levels, points, config.Dropout),
            _ =>
                throw new ArgumentOutOfRangeException(
                    nameof(config), config.CrossAttention, "not an attention of this decoder"),
        });
        feedForward =
            this.Place("ffns.0", new FeedForward(config.Width, config.FeedForward, config.Dropout, config.Activation));
        selfNorm = this.Place("norms.0", LayerNorm(config.Width));
        crossNorm = this.Place("norms.1", LayerNorm(config.Width));
        feedForwardNorm = this.Place("norms.2", LayerNorm(config.Width));
    }

    /// <inheritdoc/>
    public override Tensor forward(
        Tensor queries, Tensor positions, Tensor references, EncoderMemory memory, Option<Tensor> mask) =>
        Foundation.Scoped.Run(() =>
        {
            var (tokens, padding, levels) = (memory.Memory, memory.Tokens.Padding, memory.Tokens.Levels);
            var among = selfNorm.call(selfAttention.call(queries, positions, mask));
            var across = crossNorm.call(crossAttention.call(among, positions, tokens, padding, references, levels));
            return feedForwardNorm.call(feedForward.call(across));
        });
}
