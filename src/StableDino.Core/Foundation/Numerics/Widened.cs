using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>
/// Constants, costs and losses are computed in at least single precision, whatever the network ran in.
/// </summary>
internal static class Widened
{
    /// <summary>The tensor in fp32 if it was fp16 or bf16, else the same values; a new handle either way.</summary>
    public static Tensor Of(Tensor tensor) =>
        tensor.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? tensor.to(ScalarType.Float32) : tensor.alias();

    /// <summary>The type of constants beside a tensor: fp64 beside fp64, else fp32.</summary>
    public static ScalarType TypeBeside(Tensor tensor) =>
        tensor.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
}
