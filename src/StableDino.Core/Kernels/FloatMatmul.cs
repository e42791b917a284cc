namespace StableDino.Kernels;

/// <summary>Which library multiplies float32 matrices on the CPU.</summary>
public static unsafe class FloatMatmul
{
    private const int OneDnn = 2, Matmul = 3, Plain = 0, Narrow = 3;     // at::Float32Backend, Float32Op, Float32Precision

    private static readonly Lazy<nint[]?> Functions = new(() => LibTorch.FindAll(
        "_ZN2at7Context19setFloat32PrecisionENS_14Float32BackendENS_9Float32OpENS_16Float32PrecisionE",
        "_ZNK2at7Context16float32PrecisionENS_14Float32BackendENS_9Float32OpE"));

    /// <summary>Whether <see cref="UseOneDnn"/> has an effect here. Linux.</summary>
    public static bool IsAvailable => Functions.Value is not null && LibTorch.Context != 0;

    /// <summary>Whether oneDNN is chosen.</summary>
    public static bool UsesOneDnn =>
        IsAvailable && ((delegate* unmanaged<nint, int, int, int>)Functions.Value![1])(LibTorch.Context, OneDnn, Matmul) == Narrow;

    /// <summary>Sends float32 matrix products to oneDNN rather than MKL, or back.</summary>
    /// <remarks>
    /// On processors whose MKL path is slow (AMD) this is faster. The switch is libtorch's permission to round products to bfloat16: on
    /// processors without such matrix units results stay within float32 rounding; with them (Intel AMX) precision drops. So it is a choice.
    /// </remarks>
    /// <returns>Whether it could be done; false leaves everything as it was.</returns>
    public static bool UseOneDnn(bool on)
    {
        if (!IsAvailable) return false;
        ((delegate* unmanaged<nint, int, int, int, void>)Functions.Value![0])(LibTorch.Context, OneDnn, Matmul, on ? Narrow : Plain);
        return true;
    }
}
