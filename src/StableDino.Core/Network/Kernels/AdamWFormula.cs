using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// One AdamW step of one parameter from elementary operations: for devices without the fused kernel, and as its
/// definition.
/// </summary>
internal static class AdamWFormula
{
    /// <summary>Updates <paramref name="parameter"/>, both moments and the step in place.</summary>
    public static void Apply(
        Tensor parameter, Tensor gradient, Tensor first, Tensor second, Tensor step,
        double rate, double beta1, double beta2, double decay, double epsilon)
    {
        using var scope = NewDisposeScope();
        step.add_(1);
        var taken = step.item<float>();
        parameter.mul_(1 - rate * decay);
        first.mul_(beta1).add_(gradient, 1 - beta1);
        second.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        var spread = (second / (1 - Math.Pow(beta2, taken))).sqrt_().add_(epsilon);
        parameter.addcdiv_(first, spread, -rate / (1 - Math.Pow(beta1, taken)));
    }
}
