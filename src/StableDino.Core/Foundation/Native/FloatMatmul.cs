using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>Which library multiplies float32 matrices on the CPU.</summary>
public static unsafe class FloatMatmul
{
    // at::Float32Backend, Float32Op, Float32Precision
    private const int OneDnn = 2, Matmul = 3, Plain = 0, Narrow = 3;
    private const long Probe = 256;
    private const double SinglePrecision = 1e-5;                         // bfloat16's error on the probe is above 1e-3

    /// <summary>Whether <see cref="UseOneDnn"/> has an effect here. Linux.</summary>
    public static bool IsAvailable => Native.IsComplete && LibTorch.Context != 0;

    /// <summary>Whether oneDNN is chosen.</summary>
    public static bool UsesOneDnn =>
        IsAvailable && Native.Get(LibTorch.Context, OneDnn, Matmul) == Narrow;

    /// <summary>Sends float32 matrix products to oneDNN rather than MKL, or back.</summary>
    /// <remarks>
    /// On processors whose MKL path is slow (AMD) this is faster. The switch is libtorch's permission to round products
    /// to bfloat16: on
    /// processors without such matrix units results stay within float32 rounding; with them (Intel AMX) precision
    /// drops. So it is a choice.
    /// </remarks>
    /// <returns>Whether it could be done; false leaves everything as it was.</returns>
    public static bool UseOneDnn(bool on)
    {
        if (!IsAvailable) return false;
        Native.Set(LibTorch.Context, OneDnn, Matmul, on ? Narrow : Plain);
        return true;
    }

    /// <summary>
    /// Sends float32 matrix products to oneDNN if a product computed there is as exact as float32 is; else leaves
    /// everything as it was.
    /// </summary>
    /// <returns>Whether oneDNN is in use now.</returns>
    public static bool UseOneDnnWhereExact()
    {
        if (!UseOneDnn(true)) return false;
        if (RelativeError(float32) <= SinglePrecision) return true;
        UseOneDnn(false);
        return false;
    }

    /// <summary>
    /// Error of a product of two matrices without structure in a type, over its largest element, by the library now in
    /// use.
    /// </summary>
    internal static double RelativeError(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        var numbers = arange(Probe * Probe, dtype: ScalarType.Float64);
        Tensor a = (numbers * 0.7390851).sin().view(Probe, Probe), b = (numbers * 1.3247180).cos().view(Probe, Probe);
        var exact = a.to(float32).to(float64).mm(b.to(float32).to(float64));
        return ((a.to(float32).to(type).mm(b.to(float32).to(type)).to(float64) - exact).abs().max()
            / exact.abs().max()).item<double>();
    }

    /// <summary>Members of <c>at::Context</c>, looked up when first asked for.</summary>
    private static class Native
    {
        public static readonly delegate* unmanaged<nint, int, int, int, void> Set =
            (delegate* unmanaged<nint, int, int, int, void>)LibTorch.Find(
                "_ZN2at7Context19setFloat32PrecisionENS_14Float32BackendENS_9Float32OpENS_16Float32PrecisionE");

        public static readonly delegate* unmanaged<nint, int, int, int> Get =
            (delegate* unmanaged<nint, int, int, int>)LibTorch.Find(
                "_ZNK2at7Context16float32PrecisionENS_14Float32BackendENS_9Float32OpE");

        public static readonly bool IsComplete = Set != null && Get != null;
    }
}
