using StableDino.Foundation;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Batch normalisation whose weight, bias, mean and variance are constants: an affine map per channel. [B, C, H, W] to
/// the same.
/// </summary>
public sealed class FrozenBatchNorm : NamedModule<Tensor, Tensor>
{
    private const double Epsilon = 1e-5;

    [ComponentName(Name = "weight")] private readonly Tensor weight;
    [ComponentName(Name = "bias")] private readonly Tensor bias;
    [ComponentName(Name = "running_mean")] private readonly Tensor mean;
    [ComponentName(Name = "running_var")] private readonly Tensor variance;

    /// <summary>The identity, until weights are loaded.</summary>
    /// <param name="channels">Channels C.</param>
    public FrozenBatchNorm(int channels) : base(nameof(FrozenBatchNorm))
    {
        weight = this.Keep("weight", ones(channels));
        bias = this.Keep("bias", zeros(channels));
        mean = this.Keep("running_mean", zeros(channels));
        variance = this.Keep("running_var", ones(channels) - Epsilon);
    }

    /// <summary>Scale and shift of every channel, each [C].</summary>
    internal (Tensor Scale, Tensor Shift) Affine() => Scoped.Run(() =>
    {
        var scale = weight * (variance + Epsilon).rsqrt();
        return (scale, bias - mean * scale);
    });

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Scoped.Run(() =>
    {
        var (scale, shift) = Affine();
        return input * scale.view(-1, 1, 1) + shift.view(-1, 1, 1);
    });
}
