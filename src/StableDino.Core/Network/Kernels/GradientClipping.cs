using TorchSharp;
using TorchSharp.Modules;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>Gradient clipping by the norm over all parameters.</summary>
public static class GradientClipping
{
    /// <summary>
    /// Scales all gradients by one factor so that their common Euclidean norm is at most <paramref name="largest"/>.
    /// </summary>
    /// <remarks>
    /// <code>factor = min(1, largest / (norm + 1e-6))</code>
    /// As PyTorch's <c>clip_grad_norm_</c>. Nothing waits for the device: the norm comes back as a tensor. A norm that
    /// is not a number
    /// makes every gradient so; look at it before the optimizer's step.
    /// </remarks>
    /// <param name="parameters">Those without a gradient count for nothing. All gradients on one device.</param>
    /// <param name="largest">The norm allowed; positive.</param>
    /// <returns>The norm before clipping: float32 without dimensions; zero where there is no gradient. The caller owns
    /// it.</returns>
    public static Tensor ByNorm(IEnumerable<Parameter> parameters, double largest)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var gradients = parameters.Select(p => p.grad).OfType<Tensor>().ToArray();
        return (gradients.Length == 0 ? zeros([]) : TorchScriptDoor.Clip(gradients, largest)).MoveToOuterDisposeScope();
    }
}
