using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Onnx;

/// <summary>A constant tensor of a graph, read from where it lies when the file is written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Write">Writes them, little-endian.</param>
internal sealed record Initialiser(
    string Name, ImmutableArray<long> Shape, ElementType Type, long Length, Action<Stream> Write)
{
    /// <summary>A tensor on the CPU, contiguous; it is read when the file is written.</summary>
    public static Initialiser Of(string name, Tensor tensor, ElementType type) =>
        new(name, [.. tensor.shape], type, tensor.numel() * tensor.ElementSize, stream => stream.Write(tensor.bytes));

    /// <summary>A few numbers.</summary>
    public static Initialiser Of(string name, ImmutableArray<long> shape, ElementType type, byte[] bytes) =>
        new(name, shape, type, bytes.Length, stream => stream.Write(bytes));
}
