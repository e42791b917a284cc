using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class DenseDecoder
{
    /// <inheritdoc cref="forward"/>
    public StateValues Emit(QueryValues queries, MemoryValues memory, PredictionHeads heads)
    {
        using var here = queries.Content.Graph.Within(this);
        var (content, reference) = (queries.Content, queries.References);
        for (var i = 0; i < layers.Length; i++)
        {
            content = layers[i].Emit(content, EmitPlaces(i, queries, content, reference), memory);
            if (i < layers.Length - 1) reference = ReferenceStep.Emit(refinement, heads, i, content, reference);
        }

        return new StateValues(norm is null ? content : norm.Emit(content), reference);
    }

    private PlaceValues EmitPlaces(int layer, QueryValues queries, Value content, ReferenceValues reference)
    {
        Value? sines = positionHead is null && sineScale is null
            ? null
            : SineEmbedding.EmitReferences(reference.Places, reference.Coordinates, width / 2);
        var positions = positionHead?.Emit(sines!.Value) ?? queries.Positions!.Value;
        if (apart) return new PlaceValues(positions.Narrow(-1, 0, width), positions.Narrow(-1, width, 2 * width));
        return new PlaceValues(positions,
            sineScale is null ? null : EmitCompared(layer, sines!.Value.Narrow(-1, 0, width), content, reference));
    }

    private Value EmitCompared(int layer, Value sines, Value content, ReferenceValues reference)
    {
        var scaled = layer == 0 ? sines : sines * sineScale!.Emit(content);
        if (sizeHead is null) return scaled;

        var stretch = sizeHead.Emit(content).Sigmoid() / reference.Places.Narrow(-1, 2, 2);
        var (y, x) = (scaled.Narrow(-1, 0, width / 2), scaled.Narrow(-1, width / 2, width / 2));
        return content.Graph.Concat(-1, y * stretch.Narrow(-1, 1, 1), x * stretch.Narrow(-1, 0, 1));
    }
}
