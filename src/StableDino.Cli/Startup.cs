using StableDino.Foundation;

namespace StableDino.Cli;

/// <summary>
/// Process-wide switches, set once before the first tensor. Environment variables override them (docs/performance.md).
/// </summary>
internal static class Startup
{
    private static readonly string[] WithoutTensors = ["score", "data", "report", "models", "checkpoint"];

    /// <summary>
    /// Sets the threads' waiting, the allocator, and for verbs that compute the library of matrix products.
    /// </summary>
    public static void Configure(string[] arguments)
    {
        WaitingThreads.Sleep();
        switch (Environment.GetEnvironmentVariable("STABLEDINO_ALLOCATOR"))
        {
            case "system": break;
            case "huge-pages": Allocator.Configure(AllocatorPolicy.HugePages); break;
            default: Allocator.Configure(AllocatorPolicy.KeepFreed); break;
        }

        if (arguments.FirstOrDefault() is null or ['-', ..] || WithoutTensors.Contains(arguments[0])) return;
        if (Environment.GetEnvironmentVariable("STABLEDINO_MATMUL") != "mkl") FloatMatmul.UseOneDnnWhereExact();
    }
}
