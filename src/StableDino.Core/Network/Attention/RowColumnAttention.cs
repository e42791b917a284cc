using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Attention of queries to a map, decoupled by row and column (Anchor-DETR, Wang et al., AAAI 2022, §3.4). Arguments:
/// content [B, Q, width];
/// the queries' places, with those in the row and in the column; the memory of one map, whose positions are such pairs,
/// too. Gives
/// [B, Q, width], the residual included.
/// </summary>
/// <remarks>
/// <code>A_x = softmax(q_x · k_xᵀ / √d),  A_y = softmax(q_y · k_yᵀ / √d),  out = Σ_y A_y Σ_x A_x v</code>
/// A column's key k_x is the mean of its tokens; so is a row's. What is padded in the first row, or column, is not
/// attended to.
/// </remarks>
public sealed partial class RowColumnAttention : FusedAttention<QueryPlaces, EncoderMemory>
{
    private readonly float dropout;
    private readonly bool masked;

    /// <summary>
    /// Attention with one fused input projection: queries of row and column, keys of row and column, value.
    /// </summary>
    /// <param name="width">Channels; divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="dropout">Probability in [0, 1) of dropping an attention weight.</param>
    /// <param name="padding">Whether padding counts in the means.</param>
    public RowColumnAttention(int width, int heads, float dropout, PaddingPolicy padding) : base(
        nameof(RowColumnAttention), width, heads, dropout, projections: 5) =>
        (this.dropout, masked) = (dropout, padding == PaddingPolicy.Masked);

    /// <inheritdoc/>
    public override Tensor forward(Tensor content, QueryPlaces places, EncoderMemory memory) => Scoped.Run(() =>
    {
        var (tokens, map) = (memory.Tokens, memory.Tokens.Levels[0]);
        Tensor OnMap(Tensor x) => x.unflatten(1, map.Height, map.Width);
        var asked =
            places.Sines.IfNone(() =>
                throw new InvalidOperationException("The queries bring no places in row and column.")).chunk(2, -1);
        var offered = tokens.Positions.chunk(2, -1);
        var padding = OnMap(tokens.Padding);
        // [B, W, width]
        var rowKeys = Mean(OnMap(Projected(memory.Memory + offered[0], 2)), padding, 1);
        // [B, H, width]
        var columnKeys = Mean(OnMap(Projected(memory.Memory + offered[1], 3)), padding, 2);
        // [B, heads, Q, W]
        var inRow = Weights(Projected(content + asked[0], 0), rowKeys, padding.select(1, 0));
        // [B, heads, Q, H]
        var inColumn = Weights(Projected(content + asked[1], 1), columnKeys, padding.select(2, 0));
        // [B, heads, H, W, c]
        var values = Projected(memory.Memory, 4).ByHead(heads).unflatten(2, map.Height, map.Width);
        return Added(content, map.Height < map.Width
            ? Reduced(inRow, inColumn, values.transpose(2, 3))
            : Reduced(inColumn, inRow, values));
    });

    private Tensor Mean(Tensor map, Tensor padding, int along)
    {
        if (!masked) return map.mean([along]);
        var real = padding.logical_not().unsqueeze(-1).to(map.dtype);
        return (map * real).sum(along) / real.sum(along).clamp_min(1);
    }

    private Tensor Weights(Tensor queries, Tensor keys, Tensor padding)
    {
        var query = queries.ByHead(heads);
        var logits = query.matmul(keys.ByHead(heads).transpose(-1, -2)) / Math.Sqrt(query.shape[^1]);
        var weights = logits.masked_fill(padding.unsqueeze(1).unsqueeze(1), float.NegativeInfinity).softmax(-1);
        return dropout > 0 ? functional.dropout(weights, dropout, training) : weights;
    }

    // The longer side first: what is left of the values for every query is as long as the shorter.
    private static Tensor Reduced(Tensor first, Tensor then, Tensor values)
    {
        var partial = first.matmul(values.flatten(3)).unflatten(3, values.shape[3], values.shape[4]);
        return then.unsqueeze(-2).matmul(partial).squeeze(-2);
    }
}
