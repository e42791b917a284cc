using System.Runtime.InteropServices;
using TorchSharp;

namespace StableDino.Foundation;

/// <summary>Functions that libtorch exports and TorchSharp does not reach.</summary>
/// <remarks>
/// Names are mangled as GCC and Clang do on Linux; elsewhere nothing is found, and callers report it.
/// </remarks>
internal static class LibTorch
{
    private static readonly Lazy<nint> Library = new(() =>
    {
        if (!OperatingSystem.IsLinux()) return 0;
        // loads libtorch, so that its name now finds that very copy
        torch.InitializeDeviceType(DeviceType.CPU);
        return NativeLibrary.TryLoad("libtorch_cpu.so", typeof(LibTorch).Assembly, null, out var handle) ? handle : 0;
    });

    /// <summary>Whether this process has libtorch in memory. Linux.</summary>
    public static bool IsLoaded =>
        File.ReadLines("/proc/self/maps").Any(line => line.Contains("libtorch_cpu.so", StringComparison.Ordinal));

    /// <summary>Address of a function, or 0.</summary>
    public static nint Find(string mangled) =>
        Library.Value != 0 && NativeLibrary.TryGetExport(Library.Value, mangled, out var address) ? address : 0;

    /// <summary>The process's <c>at::Context</c>, or 0.</summary>
    public static unsafe nint Context =>
        Find("_ZN2at13globalContextEv") is var get and not 0 ? ((delegate* unmanaged<nint>)get)() : 0;
}
