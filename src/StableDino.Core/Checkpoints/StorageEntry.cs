using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>A run of elements of one type in a file; several tensors may view it.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Begin">First byte, from the start of the file.</param>
/// <param name="Stored">Bytes in the file.</param>
/// <param name="Elements">Elements once decoded.</param>
/// <param name="Coding">How they lie there.</param>
public sealed record StorageEntry(
    ScalarType Type, long Begin, long Stored, long Elements, StorageCoding Coding = StorageCoding.Plain)
{
    /// <summary>Bytes once decoded.</summary>
    public long Length => Elements * ElementTypes.Size(Type);
}
