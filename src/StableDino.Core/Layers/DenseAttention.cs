using StableDino.Detectors;
using StableDino.Numerics;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Layers;

/// <summary>
/// Multi-head attention of queries to all tokens of the memory, with its residual (DETR). Arguments: content [B, Q, width]; the queries'
/// places; the memory, whose padding is not attended to. Positions are added for queries and keys alone. Gives [B, Q, width].
/// </summary>
public sealed class DenseAttention : Module<Tensor, QueryPlaces, EncoderMemory, Tensor>
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
    public DenseAttention(int width, int heads, float dropout) : base(nameof(DenseAttention))
    {
        (this.width, this.heads, this.dropout) = (width, heads, dropout);
        inputWeight = this.Learn("in_proj_weight", init.xavier_uniform_(empty(3 * width, width)));
        inputBias = this.Learn("in_proj_bias", zeros(3 * width));
        outputProjection = this.Place("out_proj", Linear(width, width)).Xavier();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor content, QueryPlaces places, EncoderMemory memory) => Scoped.Run(() =>
    {
        var attended = functional.scaled_dot_product_attention(
            Projected(content + places.Positions, 0).ByHead(heads),
            Projected(memory.Memory + memory.Tokens.Positions, 1).ByHead(heads),
            Projected(memory.Memory, 2).ByHead(heads),
            memory.Tokens.Visible(), training ? dropout : 0);
        return content + outputProjection.call(attended.transpose(1, 2).flatten(2));
    });

    private Tensor Projected(Tensor x, int part) =>
        functional.linear(x, inputWeight.narrow(0, part * width, width), inputBias.narrow(0, part * width, width));

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
