using System.Collections.Immutable;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>A tensor that a weight file lists; read with <see cref="Checkpoint.Read"/>.</summary>
public sealed record CheckpointTensor
{
    internal CheckpointTensor(string name, TensorView view) => (Name, View) = (name, view);

    /// <summary>Its name in the file.</summary>
    public string Name { get; init; }

    /// <summary>Element type.</summary>
    public ScalarType Type => View.Storage.Type;

    /// <summary>Shape; empty for a scalar.</summary>
    public ImmutableArray<long> Shape => View.Shape;

    /// <summary>Bytes of its elements, one after the other.</summary>
    public long Bytes => View.Elements * ElementTypes.Size(Type);

    internal TensorView View { get; }
}
