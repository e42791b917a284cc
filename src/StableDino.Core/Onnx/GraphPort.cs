using System.Collections.Immutable;

namespace StableDino.Onnx;

/// <summary>An input or an output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Sides">Its shape: numbers, and names of what may be any number.</param>
public sealed record GraphPort(string Name, ElementType Type, ImmutableArray<Side> Sides);
