namespace StableDino.Foundation;

/// <summary>
/// libtorch's process-wide promise that the same inputs give the same bits, or an error where an operation cannot.
/// </summary>
public static unsafe class DeterministicAlgorithms
{
    private static readonly Lazy<nint[]?> Functions = new(() => LibTorch.FindAll(
        "_ZN2at7Context26setDeterministicAlgorithmsEbb",
        "_ZNK2at7Context23deterministicAlgorithmsEv",
        "_ZN2at7Context21setDeterministicCuDNNEb"));

    /// <summary>Whether <see cref="Use"/> has an effect here. Linux.</summary>
    public static bool IsAvailable => Functions.Value is not null && LibTorch.Context != 0;

    /// <summary>Whether the promise is in force.</summary>
    public static bool InUse =>
        IsAvailable && ((delegate* unmanaged<nint, byte>)Functions.Value![1])(LibTorch.Context) != 0;

    /// <summary>Gives or withdraws the promise, cuDNN included.</summary>
    /// <param name="on">Whether it holds from now on.</param>
    /// <param name="warnOnly">Where an operation has no such form: a warning on standard error rather than an
    /// exception.</param>
    /// <returns>Whether it could be done; false leaves everything as it was.</returns>
    public static bool Use(bool on, bool warnOnly = false)
    {
        if (!IsAvailable) return false;
        ((delegate* unmanaged<nint, byte, byte, void>)Functions.Value![0])(
            LibTorch.Context, (byte)(on ? 1 : 0), (byte)(warnOnly ? 1 : 0));
        ((delegate* unmanaged<nint, byte, void>)Functions.Value[2])(LibTorch.Context, (byte)(on ? 1 : 0));
        return true;
    }
}
