using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class TransformerEncoder
{
    /// <inheritdoc cref="forward"/>
    public MemoryValues Emit(TokenValues sequence)
    {
        using var here = sequence.Tokens.Graph.Within(this);
        var references = EncoderReferences.Emit(sequence);
        var memories = new List<Value> { sequence.Tokens };
        foreach (var (layer, number) in layers.Select((layer, i) => (layer, i + 1)))
        {
            var placed = positionScale is null
                ? sequence
                : sequence with { Positions = sequence.Positions * positionScale.Emit(memories[^1]) };
            memories.Add(layer.Emit(memories[^1], placed, references));
            if (fusions.TryGetValue(number, out var fusion))
                memories[number] = fusion.Fuse.Emit([.. fusion.Memories.Select(i => memories[i])]);
        }

        return new MemoryValues(finalNorm is null ? memories[^1] : finalNorm.Emit(memories[^1]), sequence);
    }
}
