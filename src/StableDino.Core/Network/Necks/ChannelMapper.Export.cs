using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class ChannelMapper
{
    /// <inheritdoc cref="forward"/>
    public PyramidValues Emit(FeatureValues features, Value? padding)
    {
        var maps = features.Maps.Select((map, i) => lateral[i].Emit(map)).ToList();
        for (var i = 0; i < extra.Length; i++) maps.Add(extra[i].Emit(i == 0 ? features.Maps[^1] : maps[^1]));
        return new PyramidValues([.. maps], LevelPadding.Emit(padding, maps));
    }
}
