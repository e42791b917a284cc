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
    private static readonly Lazy<nint[]?> Functions = new(() => LibTorch.FindAll(
        "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE",
        "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb",
        "_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE",
        "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE",
        "_ZN2at8autocast17increment_nestingEv",
        "_ZN2at8autocast17decrement_nestingEv",
        "_ZN2at8autocast11clear_cacheEv"));

    private readonly DeviceType _device;
    private readonly bool _enabledBefore;
    private readonly sbyte _typeBefore;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _left;

    private Autocast(DeviceType device, bool enabled, ScalarType type)
    {
        (_device, _enabledBefore, _typeBefore) = (device, IsEnabled(device), GetType(device));
        SetType(device, (sbyte)type);
        Enable(device, enabled);
        ((delegate* unmanaged<int>)Functions.Value![4])();
    }

    /// <summary>Whether <see cref="BFloat16"/> works here.</summary>
    public static bool IsAvailable => Functions.Value is not null;

    /// <summary>Whether the calling thread is inside a scope for <paramref name="device"/>.</summary>
    public static bool IsEnabled(DeviceType device) =>
        IsAvailable && ((delegate* unmanaged<sbyte, byte>)Functions.Value![0])((sbyte)device) != 0;

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
        if (_left) return;
        if (_thread != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("An autocast scope is left on the thread that entered it.");
        _left = true;
        if (((delegate* unmanaged<int>)Functions.Value![5])() == 0) ((delegate* unmanaged<void>)Functions.Value[6])();
        Enable(_device, _enabledBefore);
        SetType(_device, _typeBefore);
    }

    private static void Enable(DeviceType device, bool on) =>
        ((delegate* unmanaged<sbyte, byte, void>)Functions.Value![1])((sbyte)device, (byte)(on ? 1 : 0));

    private static sbyte GetType(DeviceType device) =>
        ((delegate* unmanaged<sbyte, sbyte>)Functions.Value![2])((sbyte)device);

    private static void SetType(DeviceType device, sbyte type) =>
        ((delegate* unmanaged<sbyte, sbyte, void>)Functions.Value![3])((sbyte)device, type);
}
