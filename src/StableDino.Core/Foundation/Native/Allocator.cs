using System.Runtime.InteropServices;

namespace StableDino.Foundation;

/// <summary>The memory allocator under libtorch's CPU tensors.</summary>
public static class Allocator
{
    private const int TrimThreshold = -1, LargestMapped = -4;      // M_TRIM_THRESHOLD, M_MMAP_MAX of malloc.h

    /// <summary>
    /// Sets a policy for the whole process. Call it at the start of a program, before the first tensor.
    /// </summary>
    /// <remarks>
    /// By default GNU libc maps every large block afresh and unmaps it when freed, so each large tensor costs
    /// page faults: up to
    /// seven times the price of an element-wise operation. <see cref="AllocatorPolicy.KeepFreed"/> repairs this on the
    /// thread that entered
    /// <c>Main</c> alone: the heaps that GNU libc gives other threads are too small for large tensors, which it goes on
    /// mapping there.
    /// </remarks>
    /// <returns>Whether it is in force; where the system does not offer it, nothing has changed.</returns>
    public static AllocatorReport Configure(AllocatorPolicy policy = AllocatorPolicy.KeepFreed)
    {
        if (!OperatingSystem.IsLinux()) return new(policy, false, "offered on Linux only");
        try
        {
            return policy switch
            {
                AllocatorPolicy.HugePages when LibTorch.IsLoaded =>
                    new(policy, false, "libtorch is loaded and has read its settings"),
                AllocatorPolicy.HugePages => Report(policy, SetEnvironment("THP_MEM_ALLOC_ENABLE", "1", 1) == 0),
                _ => Report(policy, Set(LargestMapped, 0) && Set(TrimThreshold, int.MaxValue)),
            };
        }
        catch (EntryPointNotFoundException)
        {
            return new(policy, false, "this system's C library has no such switch");
        }
    }

    /// <summary>
    /// Gives freed pages back to the system, those between blocks in use too. Batches of ever new sizes leave gaps that
    /// no later block fits;
    /// a long run that never returns them grows for ever. The next steps need fresh pages.
    /// </summary>
    /// <returns>Whether the C library offers it; where it does not, nothing has changed.</returns>
    public static bool ReturnFreed()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            Trim(0);
            return true;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static AllocatorReport Report(AllocatorPolicy policy, bool accepted) =>
        new(policy, accepted, accepted ? "" : "the C library refused");

    private static bool Set(int parameter, int value) => MallocOption(parameter, value) == 1;

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int MallocOption(int parameter, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint kept);

    [DllImport("libc", EntryPoint = "setenv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironment(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite);
}
