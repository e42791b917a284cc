using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>Linear layers with ReLU between them, named <c>layers.i</c>.</summary>
public sealed partial class Mlp : NamedModule<Tensor, Tensor>
{
    private readonly Linear[] layers;

    /// <summary>Layers of widths input → hidden → … → output.</summary>
    /// <param name="input">Channels taken.</param>
    /// <param name="hidden">Channels between layers.</param>
    /// <param name="output">Channels given.</param>
    /// <param name="count">Number of linear layers.</param>
    public Mlp(int input, int hidden, int output, int count) : base(nameof(Mlp)) =>
        layers = [.. Enumerable.Range(0, count).Select(i =>
            this.Place($"layers.{i}", Linear(i == 0 ? input : hidden, i == count - 1 ? output : hidden)))];

    /// <summary>The last layer, for initialisation.</summary>
    internal Linear Last => layers[^1];

    /// <summary>Draws all weights by Glorot and Bengio's rule.</summary>
    internal void XavierWeights() => layers.ToList().ForEach(layer => layer.XavierWeight());

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Foundation.Scoped.Run(() =>
        layers[1..].Aggregate(layers[0].call(input), (x, layer) => layer.call(x.relu_())));
}
