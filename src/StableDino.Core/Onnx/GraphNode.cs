using System.Collections.Immutable;

namespace StableDino.Onnx;

/// <summary>One operator of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operator">The operator, of ONNX's own domain.</param>
/// <param name="Inputs">Names of what it reads; an empty one is left out.</param>
/// <param name="Outputs">Names of what it yields.</param>
/// <param name="Attributes">Integers, floats, texts or lists of integers.</param>
internal sealed record GraphNode(
    string Name, string Operator, ImmutableArray<string> Inputs, ImmutableArray<string> Outputs,
    ImmutableArray<(string Name, object Value)> Attributes);
