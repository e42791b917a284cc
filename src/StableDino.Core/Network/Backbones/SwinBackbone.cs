using StableDino.Configuration;

namespace StableDino.Network;

/// <summary>Shifted-window transformer.</summary>
/// <param name="config">The network.</param>
public sealed class SwinBackbone(BackboneConfig.Swin config) : StagedBackbone(
    nameof(SwinBackbone), config.Width, config.FirstStage, config.LastStage, overlapping: false,
    (index, merges) => new SwinStage(
        config.Width << index, config.Heads.InOrder()[index], config.Window, config.MlpRatio,
        StochasticDepth.Probabilities(config.DropPath, config.Depths.InOrder(), index), merges));
