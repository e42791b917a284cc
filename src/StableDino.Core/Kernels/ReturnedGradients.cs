using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Kernels;

/// <summary>Gradients on their way from a custom backward pass to libtorch.</summary>
/// <remarks>
/// libtorch takes its own reference when the pass has returned; until then somebody must hold the managed handle. A dispose scope would
/// hold it, and with it the gradient's memory, to the end of the training step, for every layer. So each thread holds those of its last
/// pass alone, and lets them go at its next one.
/// </remarks>
internal static class ReturnedGradients
{
    [ThreadStatic] private static List<Tensor>? _held;

    /// <summary>Takes the gradients out of any scope and holds them until this thread's next call; null entries stand for no gradient.</summary>
    public static List<Tensor> Hand(List<Tensor> gradients)
    {
        Release();
        foreach (var gradient in gradients) gradient?.DetachFromDisposeScope();
        _held = gradients;
        return gradients;
    }

    /// <summary>Lets go of what this thread's last custom backward pass returned.</summary>
    public static void Release()
    {
        if (_held is null) return;
        foreach (var gradient in _held) gradient?.Dispose();
        _held = null;
    }
}
