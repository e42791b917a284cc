using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Native operations that the managed surface lacks, reached through a constant TorchScript program.</summary>
/// <remarks>
/// Numbers go in as scalars that are kept alive until the call returns: TorchSharp 0.107 makes one of a <c>double</c>
/// that nobody holds, and a
/// collection at the wrong moment frees it before it is read.
/// </remarks>
internal static class TorchScriptDoor
{
    private static readonly Lazy<jit.CompilationUnit> Program = new(() => jit.compile("""
        def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], s: List[Tensor], lr: float, beta1: float, beta2: float, decay: float, eps: float):
          torch._foreach_add_(s, 1)
          torch._fused_adamw_(p, g, m, v, [], s, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
          return s[0]

        def clip(g: List[Tensor], largest: float):
          norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)), 2)
          torch._foreach_mul_(g, torch.clamp(largest / (norm + 1e-6), max=1.0))
          return norm

        """));

    /// <summary>One AdamW step of many parameters; all five lists are updated in place but for the gradients.</summary>
    public static void AdamW(
        Tensor[] parameters, Tensor[] gradients, Tensor[] first, Tensor[] second, Tensor[] steps,
        double rate, double beta1, double beta2, double decay, double epsilon)
    {
        Scalar[] numbers = [rate, beta1, beta2, decay, epsilon];
        using var last = (Tensor)Program.Value.invoke(
            "adamw", parameters, gradients, first, second, steps, numbers[0], numbers[1], numbers[2], numbers[3],
            numbers[4]);
        GC.KeepAlive(numbers);
    }

    /// <summary>
    /// Scales the gradients in place so that their common norm is at most <paramref name="largest"/>; returns the norm
    /// before.
    /// </summary>
    public static Tensor Clip(Tensor[] gradients, double largest)
    {
        Scalar number = largest;
        var norm = (Tensor)Program.Value.invoke("clip", gradients, number);
        GC.KeepAlive(number);
        return norm;
    }
}
