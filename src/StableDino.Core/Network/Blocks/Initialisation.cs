using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>Starting values, as the official code draws them from torch's generator.</summary>
internal static class Initialisation
{
    /// <summary>Weight by Glorot and Bengio's uniform rule, bias zero.</summary>
    public static Linear Xavier(this Linear layer)
    {
        init.zeros_(layer.bias!);
        return layer.XavierWeight();
    }

    /// <summary>Weight by Glorot and Bengio's uniform rule, bias as it is.</summary>
    public static Linear XavierWeight(this Linear layer)
    {
        init.xavier_uniform_(layer.weight!);
        return layer;
    }

    /// <summary>Weight by Glorot and Bengio's uniform rule, bias zero where there is one.</summary>
    public static Conv2d Xavier(this Conv2d layer)
    {
        init.xavier_uniform_(layer.weight!);
        if (layer.bias is { } bias) init.zeros_(bias);
        return layer;
    }

    /// <summary>Weight normal, bias zero where there is one.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="deviation">Of the weight.</param>
    public static Conv2d Normal(this Conv2d layer, double deviation)
    {
        init.normal_(layer.weight!, std: deviation);
        if (layer.bias is { } bias) init.zeros_(bias);
        return layer;
    }

    /// <summary>Weight normal, bias zero.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="deviation">Of the weight.</param>
    public static Linear Normal(this Linear layer, double deviation)
    {
        init.normal_(layer.weight!, std: deviation);
        init.zeros_(layer.bias!);
        return layer;
    }

    /// <summary>Weight normal, cut off at ±2, with deviation 0.02; bias zero where there is one.</summary>
    public static Linear Truncated(this Linear layer)
    {
        TruncatedNormal(layer.weight!);
        if (layer.bias is { } bias) init.zeros_(bias);
        return layer;
    }

    /// <summary>
    /// Normal, cut off at ±2, with deviation 0.02. TorchSharp 0.107's <c>trunc_normal_</c> fills a tensor with the
    /// deviation instead, and here
    /// and there with no number at all.
    /// </summary>
    public static Tensor TruncatedNormal(Tensor weight)
    {
        using var silent = no_grad();
        return init.normal_(weight, std: 0.02).clamp_(-2, 2);
    }

    /// <summary>Weight one, bias zero: TorchSharp 0.107 leaves a new group normalisation's as the memory was.</summary>
    public static GroupNorm Identity(this GroupNorm layer)
    {
        init.ones_(layer.weight!);
        init.zeros_(layer.bias!);
        return layer;
    }

    /// <summary>A convolution's weight by He et al.'s normal rule over the outputs.</summary>
    public static Tensor He(long output, long input, long kernel) =>
        init.kaiming_normal_(empty(output, input, kernel, kernel), mode: init.FanInOut.FanOut,
            nonlinearity: init.NonlinearityType.ReLU);
}
