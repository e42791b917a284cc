using System.Collections.Immutable;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Patches of four pixels, then stages that halve the map and double its width: images [B, 3, H, W] to the normalised
/// maps of the chosen
/// stages.
/// </summary>
public abstract partial class StagedBackbone : NamedModule<Tensor, BackboneFeatures>
{
    private readonly PatchEmbedding patches;
    private readonly ImmutableArray<MapStage> stages;                               // from stage 2
    private readonly ImmutableDictionary<int, LayerNorm> outputNorms;               // by index into stages

    /// <summary>
    /// Patches <c>patch_embed</c>, stages <c>layers.i</c> up to the last handed over, output norms <c>norm{i}</c>.
    /// </summary>
    /// <param name="name">The module's.</param>
    /// <param name="width">Channels of stage 2.</param>
    /// <param name="firstStage">First stage handed over.</param>
    /// <param name="lastStage">Last stage handed over.</param>
    /// <param name="overlapping">Whether the first patches overlap.</param>
    /// <param name="stage">A stage by its index, 0 for stage 2, and whether a further one follows.</param>
    private protected StagedBackbone(string name, int width, int firstStage, int lastStage, bool overlapping,
        Func<int, bool, MapStage> stage) : base(name)
    {
        patches = this.Place("patch_embed", new PatchEmbedding(3, width, patch: 4, overlapping));
        var built = lastStage - 1;
        stages = [.. Enumerable.Range(0, built).Select(i => this.Place($"layers.{i}", stage(i, i < built - 1)))];
        outputNorms = Enumerable.Range(firstStage - 2, lastStage - firstStage + 1)
            .ToImmutableDictionary(i => i, i => this.Place($"norm{i}", LayerNorm(width << i)));
    }

    /// <inheritdoc/>
    public override BackboneFeatures forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var map = patches.call(images);                                             // [B, H, W, width]
        var maps = ImmutableArray.CreateBuilder<Tensor>();
        for (var i = 0; i < stages.Length; i++)
        {
            map = stages[i].call(map);
            if (outputNorms.TryGetValue(i, out var norm)) maps.Add(norm.call(map).permute(0, 3, 1, 2));
            if (i < stages.Length - 1) map = stages[i].Merge(map);
        }

        return new BackboneFeatures([.. maps.Select(output => output.MoveToOuterDisposeScope())]);
    }
}
