using StableDino.Foundation;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Attention inside windows with a learned bias per relative position (Swin, Liu et al., ICCV 2021, Eq. 4). Arguments:
/// tokens
/// [B·n, N, width] of n windows of N = side² tokens; mask [n, N, N] added to the logits, or an empty tensor. Gives
/// [B·n, N, width].
/// </summary>
public sealed partial class WindowAttention : NamedModule<Tensor, Tensor, Tensor>
{
    private readonly int heads;
    private readonly Linear fused;
    private readonly Linear projection;
    [ComponentName(Name = "relative_position_bias_table")] private readonly Parameter biasTable;
    [ComponentName(Name = "relative_position_index")] private readonly Tensor biasIndex;

    /// <summary>Attention in windows of one size.</summary>
    /// <param name="width">Channels; divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="side">Side of a window, in tokens.</param>
    public WindowAttention(int width, int heads, int side) : base(nameof(WindowAttention))
    {
        this.heads = heads;
        biasTable = this.Learn("relative_position_bias_table",
            Initialisation.TruncatedNormal(empty((2 * side - 1) * (2 * side - 1), heads)));
        biasIndex = this.Keep("relative_position_index", RelativeIndex(side));
        fused = this.Place("qkv", Linear(width, 3 * width)).Truncated();
        projection = this.Place("proj", Linear(width, width)).Truncated();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens, Tensor mask) => Scoped.Run(() =>
    {
        var (windows, count, width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        // [B·n, heads, N, D]
        var parts = fused.call(tokens).view(windows, count, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0);
        var (query, key, value) = (parts[0] * Math.Pow(width / heads, -0.5), parts[1], parts[2]);
        var bias = biasTable.index_select(0, biasIndex.flatten()).view(count, count, heads).permute(2, 0, 1);
        var logits = query.matmul(key.transpose(-2, -1)) + bias;
        if (mask.numel() > 0)
        {
            var kinds = mask.shape[0];
            logits = (logits.view(-1, kinds, heads, count, count) + mask.unsqueeze(1)).view(-1, heads, count, count);
        }

        return projection.call(logits.softmax(-1).matmul(value).transpose(1, 2).flatten(2));
    });

    // [N, N]: row of the bias table for the offset from the column's token to the row's.
    private static Tensor RelativeIndex(int side)
    {
        var tokens = side * side;
        var index = new long[tokens, tokens];
        for (var i = 0; i < tokens; i++)
            for (var j = 0; j < tokens; j++)
                index[i, j] = (i / side - j / side + side - 1) * (2 * side - 1) + (i % side - j % side + side - 1);
        return tensor(index);
    }
}
