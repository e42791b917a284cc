using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace StableDino.Foundation;

/// <summary>
/// What the library sets for the whole process when it is first used, so that a program of one's own is as fast as the
/// <c>stable-dino</c> tool.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item>when any type of this assembly is first used: waiting threads sleep (<see cref="WaitingThreads"/>; it has an
/// effect only before libtorch is loaded), freed memory stays with the process (<see cref="Allocator"/>);</item>
/// <item>when the first detector is built: float32 matrix products go to oneDNN where that is as exact
/// (<see cref="FloatMatmul"/>).</item>
/// </list>
/// Opt out of all three: <c>&lt;RuntimeHostConfigurationOption Include="StableDino.ProcessDefaults" Value="false"
/// /&gt;</c> in the program's project, or <c>STABLEDINO_DEFAULTS=off</c> in the environment. Single settings:
/// <c>OMP_WAIT_POLICY=active</c>, <c>STABLEDINO_ALLOCATOR=system</c> or <c>huge-pages</c>,
/// <c>STABLEDINO_MATMUL=mkl</c>.
/// Measured in docs/performance.md.
/// </remarks>
public static class ProcessDefaults
{
    /// <summary>The runtime switch that opts out; <c>AppContext</c> holds it.</summary>
    public const string Switch = "StableDino.ProcessDefaults";

    private static readonly Lazy<bool> Products = new(() =>
        AreWanted
        && Environment.GetEnvironmentVariable("STABLEDINO_MATMUL") != "mkl"
        && FloatMatmul.UseOneDnnWhereExact());

    /// <summary>Whether the program leaves these settings to the library.</summary>
    public static bool AreWanted =>
        !(AppContext.TryGetSwitch(Switch, out var wanted) && !wanted)
        && Environment.GetEnvironmentVariable("STABLEDINO_DEFAULTS") != "off";

    /// <summary>
    /// Sets all of them now, for a program that computes with TorchSharp before it uses anything else of this library.
    /// Loads libtorch. Once is enough; later calls do nothing.
    /// </summary>
    public static void Apply() => _ = Products.Value;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "libtorch reads the threads' policy once, while it is loaded.")]
    internal static void AtFirstUse()
    {
        if (!AreWanted) return;
        WaitingThreads.Sleep();
        switch (Environment.GetEnvironmentVariable("STABLEDINO_ALLOCATOR"))
        {
            case "system": break;
            case "huge-pages": Allocator.Configure(AllocatorPolicy.HugePages); break;
            default: Allocator.Configure(AllocatorPolicy.KeepFreed); break;
        }
    }
}
