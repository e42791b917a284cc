using StableDino.Configuration;
using StableDino.Foundation;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>Two linear layers with an activation between them, and the residual: [B, Q, width] to the same.</summary>
public sealed partial class FeedForward : NamedModule<Tensor, Tensor>
{
    private const long BlockOfTokens = 2048;

    private readonly Linear inner;
    private readonly Linear outer;
    private readonly float dropout;
    private readonly PReLU? slope;

    /// <summary>
    /// Layers width → hidden → width, named <c>layers.0.0</c> and <c>layers.1</c>; a learned slope is
    /// <c>activation</c>.
    /// </summary>
    /// <param name="width">Channels.</param>
    /// <param name="hidden">Channels between the layers.</param>
    /// <param name="dropout">Probability in [0, 1), after each layer.</param>
    /// <param name="activation">What stands between the layers.</param>
    public FeedForward(int width, int hidden, float dropout, Activation activation = Activation.Relu) : base(
        nameof(FeedForward))
    {
        slope = activation == Activation.PRelu ? this.Place("activation", PReLU(1)) : null;
        inner = this.Place("layers.0.0", Linear(width, hidden)).XavierWeight();
        outer = this.Place("layers.1", Linear(hidden, width)).XavierWeight();
        this.dropout = dropout;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        is_grad_enabled() || input.dim() != 3 || input.shape[0] * input.shape[1] <= BlockOfTokens
            ? Whole(input)
            : InBlocks(input);

    private Tensor Whole(Tensor input) =>
        Scoped.Run(() =>
            input + Drop(outer.call(Drop(slope is null ? inner.call(input).relu_() : slope.call(inner.call(input))))));

    // Without gradients nobody needs the hidden layer again, which for all tokens of a large image is 146 MB: block by
    // block it stays in the cache.
    private Tensor InBlocks(Tensor input) => Scoped.Run(() =>
        cat([.. input.flatten(0, 1).split(BlockOfTokens).Select(Whole)], 0).view(input.shape));

    private Tensor Drop(Tensor x) => dropout > 0 ? functional.dropout(x, dropout, training) : x;
}
