using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Multi-head attention whose projections of queries, keys and values are one parameter, with its residual.
/// </summary>
/// <typeparam name="TPlaces">Where the queries are.</typeparam>
/// <typeparam name="TSeen">What is attended to, or which of it may be.</typeparam>
public abstract partial class FusedAttention<TPlaces, TSeen> : NamedModule<Tensor, TPlaces, TSeen, Tensor>
{
    private protected readonly int width;
    private protected readonly int heads;
    private readonly float dropout;
    private readonly Linear outputProjection;
    [ComponentName(Name = "in_proj_weight")] private readonly Parameter inputWeight;
    [ComponentName(Name = "in_proj_bias")] private readonly Parameter inputBias;

    private protected FusedAttention(string name, int width, int heads, float dropout, int projections = 3) : base(name)
    {
        (this.width, this.heads, this.dropout) = (width, heads, dropout);
        inputWeight = this.Learn("in_proj_weight", init.xavier_uniform_(empty(projections * width, width)));
        inputBias = this.Learn("in_proj_bias", zeros(projections * width));
        outputProjection = this.Place("out_proj", Linear(width, width)).Xavier();
    }

    /// <summary>
    /// Projections number <paramref name="first"/> (as a rule 0 query, 1 key, 2 value) and the following, side by side:
    /// [B, N, parts · width].
    /// </summary>
    private protected Tensor Projected(Tensor x, int first, int parts = 1) =>
        functional.linear(x, inputWeight.narrow(0, first * width, parts * width),
            inputBias.narrow(0, first * width, parts * width));

    /// <summary>
    /// <paramref name="content"/> and what its queries gather of the values; all [B, N, width],
    /// <paramref name="visible"/> true where a query may see a key.
    /// </summary>
    private protected Tensor Gathered(Tensor content, Tensor query, Tensor key, Tensor value, Tensor? visible)
    {
        var attended = functional.scaled_dot_product_attention(
            query.ByHead(heads), key.ByHead(heads), value.ByHead(heads), visible, training ? dropout : 0);
        return Added(content, attended);
    }

    /// <summary>
    /// <paramref name="content"/> [B, N, width] and, projected, what its queries gathered, [B, heads, N, width /
    /// heads].
    /// </summary>
    private protected Tensor Added(Tensor content, Tensor attended) =>
        content + outputProjection.call(attended.transpose(1, 2).flatten(2));
}
