using System.Collections.Immutable;
using StableDino.Foundation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// The blocks of one Swin stage, every second of them shifted by half a window, and the merging of 2×2 patches that
/// leads to the next
/// stage. Takes a map [B, H, W, width].
/// </summary>
public sealed partial class SwinStage : MapStage
{
    private readonly ImmutableArray<SwinBlock> blocks;
    private readonly LayerNorm? mergeNorm;
    private readonly Linear? reduction;

    /// <summary>Blocks <c>blocks.i</c>; merging <c>downsample.norm</c> and <c>downsample.reduction</c>.</summary>
    /// <param name="width">Channels.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="side">Side of a window, in tokens.</param>
    /// <param name="mlpRatio">Hidden width over <paramref name="width"/>.</param>
    /// <param name="dropPaths">Stochastic-depth probability of each block.</param>
    /// <param name="merges">Whether a further stage follows.</param>
    public SwinStage(int width, int heads, int side, float mlpRatio, ImmutableArray<double> dropPaths,
        bool merges) : base(nameof(SwinStage))
    {
        blocks = [.. dropPaths.Select((dropPath, i) =>
            this.Place($"blocks.{i}",
                new SwinBlock(width, heads, side, i % 2 == 0 ? 0 : side / 2, mlpRatio, dropPath)))];
        if (!merges) return;
        reduction = this.Place("downsample.reduction", Linear(4 * width, 2 * width, hasBias: false)).Truncated();
        mergeNorm = this.Place("downsample.norm", LayerNorm(4 * width));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor map) => blocks.Aggregate(map, (x, block) => block.call(x));

    /// <summary>
    /// The next stage's input: 2×2 patches side by side on channels, normalised and projected to twice the width.
    /// </summary>
    /// <param name="map">[B, H, W, width]; odd sizes are padded with zeros.</param>
    /// <returns>[B, ⌈H/2⌉, ⌈W/2⌉, 2·width].</returns>
    internal override Tensor Merge(Tensor map) => Scoped.Run(() =>
    {
        var padded = functional.pad(map, [0, 0, 0, map.shape[2] % 2, 0, map.shape[1] % 2]);
        Tensor Corner(int row, int column) =>
            padded[TensorIndex.Colon, TensorIndex.Slice(row, step: 2), TensorIndex.Slice(column, step: 2)];
        var patches = cat([Corner(0, 0), Corner(1, 0), Corner(0, 1), Corner(1, 1)], -1);
        return reduction!.call(mergeNorm!.call(patches));
    });
}
