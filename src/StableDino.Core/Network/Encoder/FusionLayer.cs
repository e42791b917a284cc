using System.Collections.Immutable;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Stable-DINO's <c>fuse</c> (§3.4, Fig. 4): memories side by side on channels, projected back to one width and
/// normalised.
/// </summary>
public sealed partial class FusionLayer : NamedModule<ImmutableArray<Tensor>, Tensor>
{
    private readonly Linear projection;
    private readonly LayerNorm norm;

    /// <summary>Projection and norm, named <c>0</c> and <c>1</c>.</summary>
    /// <param name="memories">Memories taken, each [B, S, width].</param>
    /// <param name="width">Channels of each, and of the result.</param>
    public FusionLayer(int memories, int width) : base(nameof(FusionLayer))
    {
        projection = this.Place("0", Linear(memories * width, width)).XavierWeight();
        norm = this.Place("1", LayerNorm(width));
    }

    /// <inheritdoc/>
    public override Tensor forward(ImmutableArray<Tensor> memories) =>
        Foundation.Scoped.Run(() => norm.call(projection.call(cat([.. memories], -1))));
}
