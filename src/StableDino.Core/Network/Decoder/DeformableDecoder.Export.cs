using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class DeformableDecoder
{
    /// <inheritdoc cref="forward"/>
    public StateValues Emit(QueryValues queries, MemoryValues memory, PredictionHeads heads)
    {
        using var here = queries.Content.Graph.Within(this);
        var (content, reference) = (queries.Content, queries.References);
        for (var i = 0; i < layers.Length; i++)
        {
            var framed = FramedValues.Of(reference, memory.Tokens);
            content = layers[i].Emit(content, EmitPositions(i, queries, content, framed), framed, memory);
            if (i < layers.Length - 1) reference = ReferenceStep.Emit(refinement, heads, i, content, reference);
        }

        return new StateValues(EmitNormalised(content), reference);
    }

    /// <inheritdoc cref="Normalised"/>
    internal Value EmitNormalised(Value states) => norm is null ? states : norm.Emit(states);

    private Value EmitPositions(int layer, QueryValues queries, Value content, FramedValues framed)
    {
        if (positionHead is null) return queries.Positions!.Value;
        var positions = positionHead.Emit(
            SineEmbedding.EmitReferences(framed.Levels[0], framed.Boxes ? 4 : 2, sineChannels));
        return positionScale is null || layer == 0 ? positions : positions * positionScale.Emit(content);
    }
}
