using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// A constant that DETR's checkpoints hold beside the weights, kept so that they load and save whole: 1 for a class,
/// 0.1 for the background.
/// </summary>
internal sealed class ClassWeights : NamedModule
{
    [ComponentName(Name = "empty_weight")] private readonly Tensor weights;

    public ClassWeights(int classes) : base(nameof(ClassWeights))
    {
        using var scope = NewDisposeScope();
        weights = this.Keep("empty_weight", cat([ones(classes), full(1, 0.1f)]));
    }
}
