using System.Collections.Immutable;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>The pyramid as one sequence of tokens, level by level, finest first, row-major.</summary>
/// <param name="Tokens">[B, S, width].</param>
/// <param name="Positions">[B, S, width]: sine embedding plus level embedding. By row and column [B, S, 2·width], side
/// by side.</param>
/// <param name="Padding">[B, S], bool.</param>
/// <param name="Levels">Shape and start of each level.</param>
/// <param name="ValidRatios">[B, L, 2]: share of each level's width and height that is not padding, as (x, y).</param>
public sealed record TokenSequence(
    Tensor Tokens, Tensor Positions, Tensor Padding, ImmutableArray<LevelShape> Levels, Tensor ValidRatios);
