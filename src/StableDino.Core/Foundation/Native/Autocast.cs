using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>
/// A scope in which matrix products and convolutions run in a narrow type, while weights, sums and losses stay in
/// float32.
/// </summary>
/// <remarks>
/// libtorch's autocast, which TorchSharp 0.107 does not offer; reached on Linux. Scopes nest; each restores what it
/// found, and leaving
/// the outermost forgets the cast copies of the weights. The state belongs to a thread: leave a scope on the thread
/// that entered it.
/// bfloat16 has float32's range, so no loss scaling is needed; float16 is not offered.
/// </remarks>
public sealed unsafe class Autocast : IDisposable
{
    private readonly DeviceType device;
    private readonly bool enabledBefore;
    private readonly sbyte typeBefore;
    private readonly int thread = Environment.CurrentManagedThreadId;
    private bool left;

    private Autocast(DeviceType device, bool enabled, ScalarType type)
    {
        (this.device, enabledBefore) = (device, IsEnabled(device));
        typeBefore = Native.TypeOf((sbyte)device);
        Native.SetType((sbyte)device, (sbyte)type);
        Native.Enable((sbyte)device, Byte(enabled));
        Native.Nest();
    }

    /// <summary>Whether <see cref="BFloat16"/> works here.</summary>
    public static bool IsAvailable => Native.IsComplete;

    /// <summary>Whether the calling thread is inside a scope for <paramref name="device"/>.</summary>
    public static bool IsEnabled(DeviceType device) =>
        IsAvailable && Native.IsEnabled((sbyte)device) != 0;

    /// <summary>Enters a scope in bfloat16.</summary>
    /// <param name="device">Where the work runs: CPU or CUDA.</param>
    /// <exception cref="PlatformNotSupportedException"><see cref="IsAvailable"/> is false.</exception>
    public static Autocast BFloat16(DeviceType device) => Enter(device, true);

    /// <summary>Enters a scope in float32 inside another: for losses and costs.</summary>
    /// <exception cref="PlatformNotSupportedException"><see cref="IsAvailable"/> is false.</exception>
    public static Autocast Off(DeviceType device) => Enter(device, false);

    /// <summary>
    /// Enters a scope in float32 if the thread is inside one of a narrow type; else nothing, which <c>using</c> takes
    /// as well.
    /// </summary>
    /// <param name="device">Where the work runs.</param>
    public static Autocast? Paused(DeviceType device) => IsEnabled(device) ? Enter(device, false) : null;

    private static Autocast Enter(DeviceType device, bool enabled) =>
        !IsAvailable ? throw new PlatformNotSupportedException("Autocast is reached on Linux only.")
        : device is DeviceType.CPU or DeviceType.CUDA ? new(device, enabled, ScalarType.BFloat16)
        : throw new ArgumentException($"Autocast runs on CPU and CUDA, not on {device}.", nameof(device));

    /// <summary>Leaves the scope.</summary>
    /// <exception cref="InvalidOperationException">Another thread entered it.</exception>
    public void Dispose()
    {
        if (left) return;
        if (thread != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("An autocast scope is left on the thread that entered it.");
        left = true;
        if (Native.Leave() == 0) Native.ForgetCasts();
        Native.Enable((sbyte)device, Byte(enabledBefore));
        Native.SetType((sbyte)device, typeBefore);
    }

    private static byte Byte(bool on) => (byte)(on ? 1 : 0);

    /// <summary>libtorch's functions (ATen/autocast_mode.h), looked up when first asked for.</summary>
    private static class Native
    {
        public static readonly delegate* unmanaged<sbyte, byte> IsEnabled = (delegate* unmanaged<sbyte, byte>)
            LibTorch.Find("_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE");

        public static readonly delegate* unmanaged<sbyte, byte, void> Enable =
            (delegate* unmanaged<sbyte, byte, void>)
            LibTorch.Find("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb");

        public static readonly delegate* unmanaged<sbyte, sbyte> TypeOf = (delegate* unmanaged<sbyte, sbyte>)
            LibTorch.Find("_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE");

        public static readonly delegate* unmanaged<sbyte, sbyte, void> SetType =
            (delegate* unmanaged<sbyte, sbyte, void>)
            LibTorch.Find("_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE");

        public static readonly delegate* unmanaged<int> Nest =
            (delegate* unmanaged<int>)LibTorch.Find("_ZN2at8autocast17increment_nestingEv");

        public static readonly delegate* unmanaged<int> Leave =
            (delegate* unmanaged<int>)LibTorch.Find("_ZN2at8autocast17decrement_nestingEv");

        public static readonly delegate* unmanaged<void> ForgetCasts =
            (delegate* unmanaged<void>)LibTorch.Find("_ZN2at8autocast11clear_cacheEv");

        public static readonly bool IsComplete = IsEnabled != null && Enable != null && TypeOf != null
            && SetType != null && Nest != null && Leave != null && ForgetCasts != null;
    }
}
