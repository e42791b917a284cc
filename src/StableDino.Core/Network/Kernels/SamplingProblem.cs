using System.Collections.Immutable;
using StableDino.Foundation;

namespace StableDino.Network;

/// <summary>Sizes of one deformable sampling.</summary>
/// <param name="Batch">B.</param>
/// <param name="Tokens">S: tokens of all levels.</param>
/// <param name="Heads">H.</param>
/// <param name="Depth">D: channels of a head.</param>
/// <param name="Queries">Q.</param>
/// <param name="Points">P: samples per head and level.</param>
/// <param name="Levels">Shape and start of each level.</param>
internal sealed record SamplingProblem(
    int Batch, int Tokens, int Heads, int Depth, int Queries, int Points, ImmutableArray<LevelShape> Levels)
{
    /// <summary>L·P: samples of one query and head.</summary>
    public int Samples => Levels.Length * Points;

    /// <summary>Floats from one token to the next.</summary>
    public int TokenStride => Heads * Depth;

    /// <summary>Multiply-adds of the forward pass: what decides whether threads are worth it.</summary>
    public long Work => (long)Batch * Queries * Heads * Samples * Depth * 4;
}
