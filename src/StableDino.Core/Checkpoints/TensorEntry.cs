using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>A tensor's place in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Shape; empty for a scalar.</param>
/// <param name="Begin">First byte, from the start of the file.</param>
/// <param name="Length">Bytes.</param>
public sealed record TensorEntry(string Name, ScalarType Type, ImmutableArray<long> Shape, long Begin, long Length);
