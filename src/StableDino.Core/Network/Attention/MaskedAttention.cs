using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// Multi-head attention of queries to the tokens of one level, with its residual (Mask2Former, Cheng et al., CVPR 2022,
/// Eq. 2). Arguments:
/// content [B, Q, width]; the queries' positions [B, Q, width]; the level, of whose tokens each query sees some. Gives
/// [B, Q, width].
/// </summary>
public sealed class MaskedAttention : FusedAttention<Tensor, SeenLevel>
{
    /// <summary>Attention with one fused input projection: query, key, value.</summary>
    /// <param name="width">Channels; divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="dropout">Probability in [0, 1) of dropping an attention weight.</param>
    public MaskedAttention(int width, int heads, float dropout) : base(
        nameof(MaskedAttention), width, heads, dropout) { }

    /// <inheritdoc/>
    public override Tensor forward(Tensor content, Tensor positions, SeenLevel level) => Scoped.Run(() => Gathered(
        content, Projected(content + positions, 0), Projected(level.Memory + level.Positions, 1),
        Projected(level.Memory, 2), level.Visible.unsqueeze(1)));
}
