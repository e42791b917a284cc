using StableDino.Configuration;

namespace StableDino.Network;

/// <summary>Focal modulation network.</summary>
/// <param name="config">The network.</param>
public sealed class FocalBackbone(BackboneConfig.FocalNet config) : StagedBackbone(
    nameof(FocalBackbone), config.Width, config.FirstStage, config.LastStage, config.OverlappingPatches,
    (index, merges) => new FocalStage(config, index, merges));
