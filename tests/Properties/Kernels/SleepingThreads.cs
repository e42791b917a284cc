using System.Runtime.CompilerServices;
using StableDino.Foundation;

namespace StableDino.Properties.Kernels;

/// <summary>
/// Tests run side by side, so libtorch's threads must not spin for each other's cores: set before any test touches
/// libtorch.
/// </summary>
internal static class SleepingThreads
{
    public static bool Asleep { get; private set; }

    [ModuleInitializer]
    internal static void Start() => Asleep = WaitingThreads.Sleep();
}
