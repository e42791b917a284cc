using StableDino.Onnx;

namespace StableDino.Network;

/// <summary>Where the queries of an exported decoder layer are: what <see cref="QueryPlaces"/> is in a pass.</summary>
/// <param name="Positions">[B, Q, width].</param>
/// <param name="Sines">[B, Q, width], or by row and column [B, Q, 2·width].</param>
public sealed record PlaceValues(Value Positions, Value? Sines = null);
