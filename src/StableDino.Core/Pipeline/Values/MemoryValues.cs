using System.Collections.Immutable;
using StableDino.Onnx;

namespace StableDino.Pipeline;

/// <summary>The memory of an exported encoder: what <see cref="EncoderMemory"/> is in a pass.</summary>
/// <param name="Memory">[B, S, width].</param>
/// <param name="Tokens">The sequence it was made from.</param>
public sealed record MemoryValues(Value Memory, TokenValues Tokens)
{
    /// <inheritdoc cref="EncoderMemory.Reversed"/>
    public MemoryValues Reversed()
    {
        var levels = Tokens.Levels;
        var sizes = Memory.Graph.Concat(0, [.. levels.Select(level => level.Cells)]);
        Value Turned(Value tokens) =>
            Memory.Graph.Concat(1, [.. tokens.Split(1, sizes, levels.Length).Reverse()]);

        return new(Turned(Memory), new TokenValues(
            Turned(Tokens.Tokens), Turned(Tokens.Positions), [.. levels.Reverse()],
            Tokens.Mask is { } mask ? PaddingValues.Of([.. mask.Maps.Reverse()]) : null));
    }
}
