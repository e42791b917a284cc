using LanguageExt;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// Multi-head attention among queries, with its residual. Arguments: content [B, Q, width], which alone makes the
/// values; positions
/// [B, Q, width], added for queries and keys; mask [Q, Q], bool, true forbidding the row to see the column. Gives [B,
/// Q, width].
/// </summary>
public sealed partial class SelfAttention : FusedAttention<Tensor, Option<Tensor>>
{
    /// <summary>Attention with one fused input projection: query, key, value.</summary>
    /// <param name="width">Channels; divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="dropout">Probability in [0, 1) of dropping an attention weight.</param>
    public SelfAttention(int width, int heads, float dropout) : base(nameof(SelfAttention), width, heads, dropout) { }

    /// <inheritdoc/>
    public override Tensor forward(Tensor content, Tensor positions, Option<Tensor> mask) => Scoped.Run(() =>
    {
        var located = Projected(content + positions, 0, parts: 2);
        return Gathered(
            content, located.narrow(-1, 0, width), located.narrow(-1, width, width), Projected(content, 2),
            (mask.Case as Tensor)?.logical_not());
    });
}
