using StableDino.Foundation;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Position and content of a query from the box it was proposed with (two-stage Deformable DETR): the sine embedding,
/// projected and
/// normalised as one, then halved. Boxes [B, K, 4] to both halves side by side, [B, K, 2·width].
/// </summary>
public sealed partial class ProposalEmbedding : NamedModule<Tensor, Tensor>
{
    private readonly int width;
    private readonly Linear projection;
    private readonly LayerNorm norm;

    /// <summary>
    /// Projection and norm, named <c>pos_trans</c> and <c>pos_trans_norm</c> under <paramref name="owner"/>, as the
    /// official code has them.
    /// </summary>
    /// <param name="owner">The module that holds the names.</param>
    /// <param name="width">Channels of a query; even.</param>
    internal ProposalEmbedding(Module owner, int width) : base(nameof(ProposalEmbedding))
    {
        this.width = width;
        projection = owner.Place("pos_trans", Linear(2 * width, 2 * width)).XavierWeight();
        norm = owner.Place("pos_trans_norm", LayerNorm(2 * width));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor boxes) =>
        Scoped.Run(() => norm.call(projection.call(SineEmbedding.OfProposals(boxes, width / 2))));
}
