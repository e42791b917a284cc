using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// The blocks of one stage of a focal modulation network, and the patch embedding that leads to the next stage. Takes a
/// map
/// [B, H, W, width].
/// </summary>
public sealed partial class FocalStage : MapStage
{
    private readonly ImmutableArray<FocalBlock> blocks;
    private readonly PatchEmbedding? merging;

    /// <summary>Blocks <c>blocks.i</c>; merging <c>downsample</c>.</summary>
    /// <param name="config">The network it belongs to.</param>
    /// <param name="index">0 for stage 2.</param>
    /// <param name="merges">Whether a further stage follows.</param>
    public FocalStage(BackboneConfig.FocalNet config, int index, bool merges) : base(nameof(FocalStage))
    {
        var (width, levels, window) =
            (config.Width << index, config.Levels.InOrder()[index], config.Windows.InOrder()[index]);
        blocks =
            [.. StochasticDepth.Probabilities(config.DropPath, config.Depths.InOrder(), index).Select((dropPath, i) =>
                this.Place($"blocks.{i}", new FocalBlock(config, width, levels, window, dropPath)))];
        if (merges)
            merging =
                this.Place("downsample", new PatchEmbedding(width, 2 * width, patch: 2, config.OverlappingPatches));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor map) => blocks.Aggregate(map, (x, block) => block.call(x));

    /// <inheritdoc/>
    internal override Tensor Merge(Tensor map) => Scoped.Run(() => merging!.call(map.permute(0, 3, 1, 2)));
}
