using System.Runtime.InteropServices;

namespace StableDino.Foundation;

/// <summary>What libtorch's worker threads do between two parallel loops.</summary>
public static class WaitingThreads
{
    private const string Policy = "OMP_WAIT_POLICY";

    /// <summary>
    /// Lets them sleep rather than spin. Call it at the start of a program, before libtorch is loaded.
    /// </summary>
    /// <remarks>
    /// A spinning thread takes up the next loop a few microseconds sooner, but burns a core that somebody else could
    /// use: another
    /// process, the threads that prepare the next batch, this library's own kernels. On a machine with more to run than
    /// cores, spinning
    /// has been seen to make a training step ten times slower (docs/performance.md). A policy already in the
    /// environment is left alone.
    /// </remarks>
    /// <returns>Whether it is in force; false elsewhere than on Linux, once libtorch is loaded, or where the
    /// environment says otherwise.</returns>
    public static bool Sleep()
    {
        if (!OperatingSystem.IsLinux() || LibTorch.IsLoaded) return false;
        try
        {
            return SetEnvironment(Policy, "passive", 0) == 0
                && string.Equals(
                    Marshal.PtrToStringUTF8(GetEnvironment(Policy)), "passive", StringComparison.OrdinalIgnoreCase);
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    // The runtime keeps a copy of the environment of its own, which native code does not see.
    [DllImport("libc", EntryPoint = "setenv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironment(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite);

    [DllImport("libc", EntryPoint = "getenv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern nint GetEnvironment([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
