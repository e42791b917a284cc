using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>Reference points or boxes of an exported graph.</summary>
/// <param name="Places">[B, Q, <paramref name="Coordinates"/>], in [0, 1].</param>
/// <param name="Coordinates">2 for points (x, y), 4 for boxes (x, y, w, h), 0 for none.</param>
public sealed record ReferenceValues(Value Places, int Coordinates);
