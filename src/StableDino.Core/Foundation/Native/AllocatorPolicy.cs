namespace StableDino.Foundation;

/// <summary>How the process's memory allocator treats the large blocks that tensors live in.</summary>
public enum AllocatorPolicy
{
    /// <summary>
    /// Freed blocks stay with the process, so that the next tensor of that size costs no page faults. Fastest; the
    /// process keeps its peak
    /// (about three times what it would hold otherwise, see docs/performance.md). GNU libc only, and on the main
    /// thread.
    /// </summary>
    KeepFreed,

    /// <summary>
    /// Large tensors are laid on two-megabyte pages: fewer faults, and freed memory goes back. Linux; before libtorch
    /// is loaded.
    /// </summary>
    HugePages,
}
