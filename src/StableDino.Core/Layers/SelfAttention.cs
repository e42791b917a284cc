using LanguageExt;
using StableDino.Numerics;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Layers;

/// <summary>
/// Multi-head attention among queries, with its residual. Arguments: content [B, Q, width], which alone makes the values; positions
/// [B, Q, width], added for queries and keys; mask [Q, Q], bool, true forbidding the row to see the column. Gives [B, Q, width].
/// </summary>
public sealed class SelfAttention : Module<Tensor, Tensor, Option<Tensor>, Tensor>
{
    private readonly int width;
    private readonly int heads;
    private readonly float dropout;
    private readonly Linear outputProjection;
    [ComponentName(Name = "in_proj_weight")] private readonly Parameter inputWeight;
    [ComponentName(Name = "in_proj_bias")] private readonly Parameter inputBias;

    /// <summary>Attention with one fused input projection: query, key, value.</summary>
    /// <param name="width">Channels; divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="dropout">Probability in [0, 1) of dropping an attention weight.</param>
    public SelfAttention(int width, int heads, float dropout) : base(nameof(SelfAttention))
    {
        (this.width, this.heads, this.dropout) = (width, heads, dropout);
        inputWeight = this.Learn("in_proj_weight", init.xavier_uniform_(empty(3 * width, width)));
        inputBias = this.Learn("in_proj_bias", zeros(3 * width));
        outputProjection = this.Place("out_proj", Linear(width, width)).Xavier();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor content, Tensor positions, Option<Tensor> mask) => Scoped.Run(() =>
    {
        var located = functional.linear(content + positions, inputWeight.narrow(0, 0, 2 * width), inputBias.narrow(0, 0, 2 * width));
        var value = functional.linear(content, inputWeight.narrow(0, 2 * width, width), inputBias.narrow(0, 2 * width, width));
        var visible = (mask.Case as Tensor)?.logical_not();
        var attended = functional.scaled_dot_product_attention(
            Heads(located.narrow(-1, 0, width)), Heads(located.narrow(-1, width, width)), Heads(value),
            visible, training ? dropout : 0);
        return content + outputProjection.call(attended.transpose(1, 2).flatten(2));
    });

    private Tensor Heads(Tensor x) => x.view(x.shape[0], x.shape[1], heads, width / heads).transpose(1, 2);   // [B, heads, Q, D]

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
