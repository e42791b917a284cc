using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Gradients on their way through a custom backward pass.</summary>
/// <remarks>
/// libtorch takes its own reference to what a pass returns once it has returned; until then somebody must hold the
/// managed handle. A dispose
/// scope would hold it, and the handle of what came in, and with them the gradients' memory, to the end of the training
/// step, for every
/// layer. So each thread holds those of its last pass alone, and lets them go at its next one.
/// </remarks>
internal static class ReturnedGradients
{
    [ThreadStatic] private static List<Tensor?>? _held;

    /// <summary>Takes the gradients out of any scope and holds them until this thread's next call.</summary>
    /// <param name="incoming">What the pass was given.</param>
    /// <param name="gradients">What it returns, which is handed through; null entries stand for no gradient.</param>
    public static List<Tensor> Hand(Tensor incoming, List<Tensor> gradients)
    {
        Release();
        _held = [incoming, .. gradients];
        foreach (var gradient in _held) gradient?.DetachFromDisposeScope();
        return gradients;
    }

    /// <summary>Lets go of those of this thread's last custom backward pass.</summary>
    public static void Release()
    {
        if (_held is null) return;
        foreach (var gradient in _held) gradient?.Dispose();
        _held = null;
    }
}
