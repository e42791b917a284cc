using StableDino.Foundation;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>What makes positions of the sines of places (Anchor-DETR, §3.1): […, width] to the same.</summary>
public sealed partial class PlaceEmbedding : NamedModule<Tensor, Tensor>
{
    private readonly Linear inner;
    private readonly Linear outer;

    /// <summary>Linear maps <c>0</c> and <c>2</c>, a ReLU unit between them.</summary>
    /// <param name="width">Channels.</param>
    public PlaceEmbedding(int width) : base(nameof(PlaceEmbedding)) =>
        (inner, outer) = (this.Place("0", Linear(width, width)), this.Place("2", Linear(width, width)));

    /// <inheritdoc/>
    public override Tensor forward(Tensor sines) => Scoped.Run(() => outer.call(inner.call(sines).relu_()));
}
