using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// Multi-head attention of queries to all tokens of the memory, with its residual (DETR). Arguments: content [B, Q,
/// width]; the queries'
/// places; the memory, whose padding is not attended to. Positions are added for queries and keys alone. Gives [B, Q,
/// width].
/// </summary>
public sealed partial class DenseAttention : FusedAttention<QueryPlaces, EncoderMemory>
{
    /// <summary>Attention with one fused input projection: query, key, value.</summary>
    /// <param name="width">Channels; divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="dropout">Probability in [0, 1) of dropping an attention weight.</param>
    public DenseAttention(int width, int heads, float dropout) : base(nameof(DenseAttention), width, heads, dropout) { }

    /// <inheritdoc/>
    public override Tensor forward(Tensor content, QueryPlaces places, EncoderMemory memory) =>
        Scoped.Run(() => Gathered(
            content,
            Projected(content + places.Positions, 0), Projected(memory.Memory + memory.Tokens.Positions, 1),
            Projected(memory.Memory, 2),
            memory.Tokens.Visible()));
}
