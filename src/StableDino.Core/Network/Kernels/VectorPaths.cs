using System.Runtime.Intrinsics;

namespace StableDino.Network;

/// <summary>What this processor offers of <see cref="VectorPath"/>.</summary>
public static class VectorPaths
{
    /// <summary>The widest path that the processor runs in hardware.</summary>
    public static VectorPath Widest { get; } =
        Vector512.IsHardwareAccelerated ? VectorPath.Bits512
        : Vector256.IsHardwareAccelerated ? VectorPath.Bits256
        : Vector128.IsHardwareAccelerated ? VectorPath.Bits128
        : VectorPath.Scalar;

    /// <summary>The path itself, or what <see cref="VectorPath.Widest"/> means here.</summary>
    public static VectorPath Resolve(VectorPath path) => path == VectorPath.Widest ? Widest : path;
}
