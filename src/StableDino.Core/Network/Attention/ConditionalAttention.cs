using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Attention of queries to all tokens that compares content with content and place with place: in every head the two
/// stand side by side
/// (Conditional DETR, Meng et al., ICCV 2021, §3.3). Arguments: content [B, Q, width]; the queries' places, with sines;
/// the memory.
/// Gives [B, Q, width], the residual included.
/// </summary>
public sealed partial class ConditionalAttention : NamedModule<Tensor, QueryPlaces, EncoderMemory, Tensor>
{
    private readonly int heads;
    private readonly float dropout;
    private readonly bool masked;
    private readonly Linear queryContent;
    private readonly Linear? queryPosition;
    private readonly Linear querySine;
    private readonly Linear keyContent;
    private readonly Linear keyPosition;
    private readonly Linear value;
    private readonly Linear output;

    /// <summary>
    /// Projections as in <see cref="ConditionalSelfAttention"/>, and <c>query_pos_sine_proj</c>. The first layer, whose
    /// queries begin
    /// without content, adds positions to contents; the others have no <c>query_pos_proj</c>.
    /// </summary>
    /// <param name="width">Channels; divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="dropout">Probability in [0, 1) of dropping an attention weight.</param>
    /// <param name="padding">Whether padding is attended to.</param>
    /// <param name="isFirst">Whether it is the first layer's.</param>
    public ConditionalAttention(
        int width, int heads, float dropout, PaddingPolicy padding, bool isFirst) : base(nameof(ConditionalAttention))
    {
        (this.heads, this.dropout, masked) = (heads, dropout, padding == PaddingPolicy.Masked);
        queryContent = this.Place("query_content_proj", Linear(width, width)).XavierWeight();
        queryPosition = isFirst ? this.Place("query_pos_proj", Linear(width, width)).XavierWeight() : null;
        querySine = this.Place("query_pos_sine_proj", Linear(width, width)).XavierWeight();
        keyContent = this.Place("key_content_proj", Linear(width, width)).XavierWeight();
        keyPosition = this.Place("key_pos_proj", Linear(width, width)).XavierWeight();
        value = this.Place("value_proj", Linear(width, width)).XavierWeight();
        output = this.Place("out_proj", Linear(width, width)).Xavier();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor content, QueryPlaces places, EncoderMemory memory) => Scoped.Run(() =>
    {
        var sines = places.Sines.IfNone(() => throw new InvalidOperationException("The queries bring no sines."));
        var where = keyPosition.call(memory.Tokens.Positions);
        var (asked, offered) = (queryContent.call(content), keyContent.call(memory.Memory));
        if (queryPosition is not null)
            (asked, offered) = (asked + queryPosition.call(places.Positions), offered + where);
        var attended = functional.scaled_dot_product_attention(
            cat([asked.ByHead(heads), querySine.call(sines).ByHead(heads)], -1),
            cat([offered.ByHead(heads), where.ByHead(heads)], -1),
            value.call(memory.Memory).ByHead(heads), masked ? memory.Tokens.Visible() : null, training ? dropout : 0);
        return content + output.call(attended.transpose(1, 2).flatten(2));
    });
}
