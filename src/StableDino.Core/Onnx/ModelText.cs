using System.Collections.Immutable;

namespace StableDino.Onnx;

/// <summary>What a model's file says about itself.</summary>
/// <param name="Name">Name of the graph.</param>
/// <param name="Description">What it is, in words.</param>
/// <param name="Version">Version of the library that wrote it.</param>
/// <param name="Properties">Names and texts that a runtime shows.</param>
public sealed record ModelText(
    string Name, string Description, string Version, ImmutableArray<(string Name, string Text)> Properties);
