using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Brings the backbone's maps to one width by 1×1 convolutions, and adds coarser levels by 3×3 convolutions of stride
/// 2: the first on
/// the last backbone map, the others on the level before. Takes the batch's padding [B, H, W] and hands it to every
/// level.
/// </summary>
public sealed partial class ChannelMapper : NamedModule<BackboneFeatures, Tensor, FeaturePyramid>
{
    private readonly NeckLevel[] lateral;
    private readonly NeckLevel[] extra;

    /// <summary>Levels <c>convs.i</c> and <c>extra_convs.i</c>.</summary>
    /// <param name="config">The neck.</param>
    /// <param name="inputChannels">Channels of each map of the backbone.</param>
    public ChannelMapper(NeckConfig config, ImmutableArray<int> inputChannels) : base(nameof(ChannelMapper))
    {
        lateral = [.. inputChannels.Select((channels, i) =>
            this.Place($"convs.{i}", new NeckLevel(channels, config.Width, kernel: 1, stride: 1, config.Groups)))];
        extra = [.. Enumerable.Range(0, config.Levels - inputChannels.Length).Select(i =>
            this.Place($"extra_convs.{i}",
                new NeckLevel(
                    i == 0 ? inputChannels[^1] : config.Width, config.Width, kernel: 3, stride: 2, config.Groups)))];
    }

    /// <inheritdoc/>
    public override FeaturePyramid forward(BackboneFeatures features, Tensor padding)
    {
        using var scope = NewDisposeScope();
        var maps = features.Maps.Select((map, i) => lateral[i].call(map)).ToList();
        for (var i = 0; i < extra.Length; i++) maps.Add(extra[i].call(i == 0 ? features.Maps[^1] : maps[^1]));

        return new FeaturePyramid(
            [.. maps.Select(map => map.MoveToOuterDisposeScope())],
            [.. maps.Select(map => LevelPadding.Of(padding, map).MoveToOuterDisposeScope())]);
    }
}
