using StableDino.Foundation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// A Swin block: norm, attention inside windows, residual; norm, two linear layers with GELU, residual. Maps are [B, H,
/// W, width]. A
/// shifted block's windows straddle those of the block before; tokens that only meet by the wrap-around do not see each
/// other.
/// </summary>
public sealed partial class SwinBlock : NamedModule<Tensor, Tensor>
{
    private const float Hidden = -100f;

    private readonly int side;
    private readonly int shift;
    private readonly double dropPath;
    private readonly LayerNorm attentionNorm;
    private readonly WindowAttention attention;
    private readonly LayerNorm mlpNorm;
    private readonly Linear inner;
    private readonly Linear outer;

    /// <summary>One block.</summary>
    /// <param name="width">Channels.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="side">Side of a window, in tokens.</param>
    /// <param name="shift">Tokens by which windows are shifted right and down; 0 for none.</param>
    /// <param name="mlpRatio">Hidden width over <paramref name="width"/>.</param>
    /// <param name="dropPath">Probability of leaving a residual branch out in training.</param>
    public SwinBlock(int width, int heads, int side, int shift, float mlpRatio, double dropPath) : base(
        nameof(SwinBlock))
    {
        (this.side, this.shift, this.dropPath) = (side, shift, dropPath);
        attentionNorm = this.Place("norm1", LayerNorm(width));
        attention = this.Place("attn", new WindowAttention(width, heads, side));
        mlpNorm = this.Place("norm2", LayerNorm(width));
        inner = this.Place("mlp.fc1", Linear(width, (int)(width * mlpRatio))).Truncated();
        outer = this.Place("mlp.fc2", Linear((int)(width * mlpRatio), width)).Truncated();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor map) => Scoped.Run(() =>
    {
        var attended = StochasticDepth.Add(map, Attend(attentionNorm.call(map)), dropPath, training);
        return StochasticDepth.Add(
            attended, outer.call(functional.gelu(inner.call(mlpNorm.call(attended)))), dropPath, training);
    });

    private Tensor Attend(Tensor map)
    {
        var (batch, height, width, channels) = (map.shape[0], map.shape[1], map.shape[2], map.shape[3]);
        var (right, below) = ((side - width % side) % side, (side - height % side) % side);
        var padded = functional.pad(map, [0, 0, 0, right, 0, below]);
        var (rows, columns) = ((height + below) / side, (width + right) / side);

        var shifted = shift > 0 ? padded.roll([-shift, -shift], [1, 2]) : padded;
        var windows = shifted.view(batch, rows, side, columns, side, channels).permute(0, 1, 3, 2, 4, 5)
            .reshape(batch * rows * columns, side * side, channels);
        var attended = attention.call(
            windows, shift > 0 ? Mask(rows, columns, map.device) : empty(0, device: map.device));
        var merged = attended.view(batch, rows, columns, side, side, channels).permute(0, 1, 3, 2, 4, 5)
            .reshape(batch, rows * side, columns * side, channels);
        var back = shift > 0 ? merged.roll([shift, shift], [1, 2]) : merged;
        return back.narrow(1, 0, height).narrow(2, 0, width);
    }

    // [windows, N, N]: hides tokens of a window from each other that lie on different sides of the wrapped edge.
    private Tensor Mask(long rows, long columns, Device device)
    {
        var regions = (Regions(rows * side).unsqueeze(1) * 3 + Regions(columns * side).unsqueeze(0))
            .view(rows, side, columns, side).permute(0, 2, 1, 3).reshape(rows * columns, side * side);
        return regions.unsqueeze(1).ne(regions.unsqueeze(2)).to_type(ScalarType.Float32) * Hidden;

        Tensor Regions(long length)
        {
            var place = arange(length, device: device);
            return place.ge(length - side).to_type(ScalarType.Int64)
                + place.ge(length - shift).to_type(ScalarType.Int64);
        }
    }
}
