using System.Collections.Immutable;
using TorchSharp;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>What the encoder made of the tokens.</summary>
/// <param name="Memory">[B, S, width].</param>
/// <param name="Tokens">The sequence it was made from.</param>
public sealed record EncoderMemory(Tensor Memory, TokenSequence Tokens)
{
    /// <summary>The memory of the finest level as a map, [B, width, H, W]: a view.</summary>
    public Tensor Finest() => Map(Tokens.Levels[FinestLevel]);

    /// <summary>The memory of a level as a map, [B, width, H, W]: a view.</summary>
    public Tensor Map(LevelShape level) =>
        Memory.narrow(1, level.Start, level.Height * level.Width).transpose(1, 2)
            .unflatten(2, level.Height, level.Width);

    /// <summary>Index of the level with most cells.</summary>
    public int FinestLevel =>
        Enumerable.Range(0, Tokens.Levels.Length).MaxBy(i => Tokens.Levels[i].Height * Tokens.Levels[i].Width);

    /// <summary>The same tokens, level by level in reverse; the caller's dispose scope owns them.</summary>
    public EncoderMemory Reversed()
    {
        using var scope = NewDisposeScope();
        var levels = Tokens.Levels.Reverse().ToImmutableArray();
        Tensor Turned(Tensor tokens) =>
            cat([.. levels.Select(level => tokens.narrow(1, level.Start, level.Height * level.Width))], 1)
                .MoveToOuterDisposeScope();

        var placed = ImmutableArray.CreateBuilder<LevelShape>(levels.Length);
        foreach (var level in levels)
            placed.Add(level with { Start = placed.Sum(before => before.Height * before.Width) });
        return new(Turned(Memory), new TokenSequence(
            Turned(Tokens.Tokens), Turned(Tokens.Positions), Turned(Tokens.Padding), placed.MoveToImmutable(),
            Tokens.ValidRatios.flip(1).MoveToOuterDisposeScope()));
    }
}
