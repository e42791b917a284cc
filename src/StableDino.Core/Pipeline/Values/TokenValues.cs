using System.Collections.Immutable;
using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>Tokens of an exported graph: what <see cref="TokenSequence"/> is in a pass.</summary>
/// <param name="Tokens">[B, S, width].</param>
/// <param name="Positions">[B, S, width]; [1, S, width] where nothing is padded.</param>
/// <param name="Levels">Shape of each level.</param>
/// <param name="Mask">What is padding; none where nothing is.</param>
public sealed record TokenValues(
    Value Tokens, Value Positions, ImmutableArray<LevelValues> Levels, PaddingValues? Mask);
