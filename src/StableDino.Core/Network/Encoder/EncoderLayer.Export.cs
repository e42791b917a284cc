using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class EncoderLayer
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value tokens, TokenValues sequence, FramedValues references)
    {
        using var here = tokens.Graph.Within(this);
        var memory = new MemoryValues(tokens, sequence);
        var attended = attention switch
        {
            DeformableAttention deformable => deformable.Emit(tokens, sequence.Positions, memory, references),
            SelfAttention dense => dense.Emit(tokens, sequence.Positions, sequence.EmitVisible()),
            RowColumnAttention apart =>
                apart.Emit(tokens, new PlaceValues(sequence.Positions, sequence.Positions), memory),
            _ => throw new InvalidOperationException("closed"),
        };
        return feedForwardNorm.Emit(feedForward.Emit(attentionNorm.Emit(attended)));
    }
}
