using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Pure tensor functions: temporaries die with the scope, the result moves out to the caller's.</summary>
public static class Scoped
{
    /// <summary>
    /// Runs <paramref name="function"/> in a dispose scope of its own; the one tensor it returns outlives it.
    /// </summary>
    public static Tensor Run(Func<Tensor> function)
    {
        using var scope = NewDisposeScope();
        return function().MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Run(Func{Tensor})"/>, for two results.</summary>
    public static (Tensor, Tensor) Run(Func<(Tensor, Tensor)> function)
    {
        using var scope = NewDisposeScope();
        var (first, second) = function();
        return (first.MoveToOuterDisposeScope(), second.MoveToOuterDisposeScope());
    }
}
