using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Attention among queries in which content and position have projections of their own, added afterwards (Conditional
/// DETR, Meng et al.,
/// ICCV 2021). Arguments, mask and result are those of <see cref="SelfAttention"/>, but for what
/// <see cref="GroupAttention.Official"/> moves.
/// </summary>
public sealed partial class ConditionalSelfAttention : NamedModule<Tensor, Tensor, Option<Tensor>, Tensor>
{
    private readonly int heads;
    private readonly float dropout;
    private readonly int exchanged;
    private readonly Linear queryContent;
    private readonly Linear queryPosition;
    private readonly Linear keyContent;
    private readonly Linear keyPosition;
    private readonly Linear value;
    private readonly Linear output;

    /// <summary>
    /// Projections <c>query_content_proj</c>, <c>query_pos_proj</c>, <c>key_content_proj</c>, <c>key_pos_proj</c>,
    /// <c>value_proj</c>, <c>out_proj</c>.
    /// </summary>
    /// <param name="width">Channels; divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="dropout">Probability in [0, 1) of dropping an attention weight.</param>
    /// <param name="exchanged">Groups whose queries get what others gathered, in training; 1 for none.</param>
    public ConditionalSelfAttention(
        int width, int heads, float dropout, int exchanged = 1) : base(nameof(ConditionalSelfAttention))
    {
        (this.heads, this.dropout, this.exchanged) = (heads, dropout, exchanged);
        queryContent = this.Place("query_content_proj", Linear(width, width)).XavierWeight();
        queryPosition = this.Place("query_pos_proj", Linear(width, width)).XavierWeight();
        keyContent = this.Place("key_content_proj", Linear(width, width)).XavierWeight();
        keyPosition = this.Place("key_pos_proj", Linear(width, width)).XavierWeight();
        value = this.Place("value_proj", Linear(width, width)).XavierWeight();
        output = this.Place("out_proj", Linear(width, width)).Xavier();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor content, Tensor positions, Option<Tensor> mask) => Scoped.Run(() =>
    {
        var attended = functional.scaled_dot_product_attention(
            (queryContent.call(content) + queryPosition.call(positions)).ByHead(heads),
            (keyContent.call(content) + keyPosition.call(positions)).ByHead(heads),
            value.call(content).ByHead(heads), (mask.Case as Tensor)?.logical_not(), training ? dropout : 0);
        return content + output.call(Exchanged(attended.transpose(1, 2).flatten(2)));
    });

    // [B, G·N, width], group by group, as query by query: row n·G + g is that of query n of group g.
    private Tensor Exchanged(Tensor gathered) =>
        training && exchanged > 1 ? gathered.unflatten(1, exchanged, -1).transpose(1, 2).flatten(1, 2) : gathered;
}
