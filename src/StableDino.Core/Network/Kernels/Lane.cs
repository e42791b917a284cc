using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StableDino.Network;

/// <summary>
/// One register of floats, so that a kernel is written once and specialised by the JIT for each width.
/// </summary>
internal unsafe interface ILane<TSelf> where TSelf : struct, ILane<TSelf>
{
    static abstract int Width { get; }
    static abstract TSelf Zero { get; }
    static abstract TSelf Load(float* from);
    static abstract TSelf All(float value);
    static abstract void Store(TSelf value, float* to);

    /// <summary>a·b + c; fused where the processor has it.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);
    static abstract TSelf Add(TSelf a, TSelf b);
    static abstract float Sum(TSelf a);
}

internal readonly unsafe struct Lane512(Vector512<float> v) : ILane<Lane512>
{
    private readonly Vector512<float> _v = v;
    public static int Width => 16;
    public static Lane512 Zero => new(Vector512<float>.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Load(float* from) => new(Vector512.Load(from));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 All(float value) => new(Vector512.Create(value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane512 value, float* to) => value._v.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 MultiplyAdd(Lane512 a, Lane512 b, Lane512 c) =>
        new(Vector512.MultiplyAddEstimate(a._v, b._v, c._v));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Add(Lane512 a, Lane512 b) => new(a._v + b._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane512 a) => Lane256.Sum(new Lane256(a._v.GetLower() + a._v.GetUpper()));
}

internal readonly unsafe struct Lane256(Vector256<float> v) : ILane<Lane256>
{
    private readonly Vector256<float> _v = v;
    public static int Width => 8;
    public static Lane256 Zero => new(Vector256<float>.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Load(float* from) => new(Vector256.Load(from));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 All(float value) => new(Vector256.Create(value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane256 value, float* to) => value._v.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 MultiplyAdd(Lane256 a, Lane256 b, Lane256 c) =>
        new(Vector256.MultiplyAddEstimate(a._v, b._v, c._v));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Add(Lane256 a, Lane256 b) => new(a._v + b._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane256 a) => Lane128.Sum(new Lane128(a._v.GetLower() + a._v.GetUpper()));
}

internal readonly unsafe struct Lane128(Vector128<float> v) : ILane<Lane128>
{
    private readonly Vector128<float> _v = v;
    public static int Width => 4;
    public static Lane128 Zero => new(Vector128<float>.Zero);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Load(float* from) => new(Vector128.Load(from));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 All(float value) => new(Vector128.Create(value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane128 value, float* to) => value._v.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 MultiplyAdd(Lane128 a, Lane128 b, Lane128 c) =>
        new(Vector128.MultiplyAddEstimate(a._v, b._v, c._v));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Add(Lane128 a, Lane128 b) => new(a._v + b._v);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static float Sum(Lane128 a) => Vector128.Sum(a._v);
}

internal readonly unsafe struct Lane1(float v) : ILane<Lane1>
{
    private readonly float _v = v;
    public static int Width => 1;
    public static Lane1 Zero => default;
    public static Lane1 Load(float* from) => new(*from);
    public static Lane1 All(float value) => new(value);
    public static void Store(Lane1 value, float* to) => *to = value._v;
    public static Lane1 MultiplyAdd(Lane1 a, Lane1 b, Lane1 c) => new(a._v * b._v + c._v);
    public static Lane1 Add(Lane1 a, Lane1 b) => new(a._v + b._v);
    public static float Sum(Lane1 a) => a._v;
}
