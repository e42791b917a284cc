using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class TokenFlattening
{
    /// <inheritdoc cref="forward"/>
    public TokenValues Emit(PyramidValues pyramid)
    {
        var graph = pyramid.Maps[0].Graph;
        using var here = graph.Within(this);
        LevelValues[] levels = [.. pyramid.Maps.Select(LevelValues.Of)];
        var sines = levels.Select((level, i) => pyramid.Padding.IsEmpty
            ? SineEmbedding.EmitPlaces(level, width, offset, temperature)
            : SineEmbedding.EmitMap(pyramid.Padding[i], width, offset, temperature));
        var positions = levelEmbeddings is null ? sines : sines.Select((sine, i) =>
            sine + graph.Weight($"level_embeds.{i}", levelEmbeddings, table => table[i]));
        return new TokenValues(
            graph.Concat(1, [.. pyramid.Maps.Select(map => map.Reshape(0, width, -1).Permute(0, 2, 1))]),
            graph.Concat(1, [.. positions]), [.. levels], PaddingValues.Of(pyramid.Padding));
    }
}
