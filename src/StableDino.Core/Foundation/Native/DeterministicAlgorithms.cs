namespace StableDino.Foundation;

/// <summary>
/// libtorch's process-wide promise that the same inputs give the same bits, or an error where an operation cannot.
/// </summary>
public static unsafe class DeterministicAlgorithms
{
    /// <summary>Whether <see cref="Use"/> has an effect here. Linux.</summary>
    public static bool IsAvailable => Native.IsComplete && LibTorch.Context != 0;

    /// <summary>Whether the promise is in force.</summary>
    public static bool InUse =>
        IsAvailable && Native.Get(LibTorch.Context) != 0;

    /// <summary>Gives or withdraws the promise, cuDNN included.</summary>
    /// <param name="on">Whether it holds from now on.</param>
    /// <param name="warnOnly">Where an operation has no such form: a warning on standard error rather than an
    /// exception.</param>
    /// <returns>Whether it could be done; false leaves everything as it was.</returns>
    public static bool Use(bool on, bool warnOnly = false)
    {
        if (!IsAvailable) return false;
        Native.Set(LibTorch.Context, (byte)(on ? 1 : 0), (byte)(warnOnly ? 1 : 0));
        Native.SetCuDnn(LibTorch.Context, (byte)(on ? 1 : 0));
        return true;
    }

    /// <summary>Members of <c>at::Context</c>, looked up when first asked for.</summary>
    private static class Native
    {
        public static readonly delegate* unmanaged<nint, byte, byte, void> Set =
            (delegate* unmanaged<nint, byte, byte, void>)
            LibTorch.Find("_ZN2at7Context26setDeterministicAlgorithmsEbb");

        public static readonly delegate* unmanaged<nint, byte> Get =
            (delegate* unmanaged<nint, byte>)LibTorch.Find("_ZNK2at7Context23deterministicAlgorithmsEv");

        public static readonly delegate* unmanaged<nint, byte, void> SetCuDnn =
            (delegate* unmanaged<nint, byte, void>)LibTorch.Find("_ZN2at7Context21setDeterministicCuDNNEb");

        public static readonly bool IsComplete = Set != null && Get != null && SetCuDnn != null;
    }
}
