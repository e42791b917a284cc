using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Detectors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Layers;

/// <summary>Shifted-window transformer: images [B, 3, H, W] to the normalised maps of the chosen stages.</summary>
public sealed class SwinBackbone : Module<Tensor, BackboneFeatures>
{
    private readonly PatchEmbedding patches;
    private readonly ImmutableArray<SwinStage> stages;                              // from stage 2
    private readonly ImmutableDictionary<int, LayerNorm> outputNorms;               // by index into stages

    /// <summary>Patches <c>patch_embed</c>, stages <c>layers.i</c> up to the last handed over, output norms <c>norm{i}</c>.</summary>
    /// <param name="config">The network.</param>
    public SwinBackbone(BackboneConfig.Swin config) : base(nameof(SwinBackbone))
    {
        patches = this.Place("patch_embed", new PatchEmbedding(3, config.Width, patch: 4));
        var built = config.LastStage - 1;
        var (depths, heads) = (config.Depths.InOrder(), config.Heads.InOrder());
        stages = [.. Enumerable.Range(0, built).Select(i => this.Place($"layers.{i}", new SwinStage(
            config.Width << i, heads[i], config.Window, config.MlpRatio, StochasticDepth.Probabilities(config.DropPath, depths, i), merges: i < built - 1)))];
        outputNorms = Enumerable.Range(config.FirstStage - 2, config.LastStage - config.FirstStage + 1)
            .ToImmutableDictionary(i => i, i => this.Place($"norm{i}", LayerNorm(config.Width << i)));
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

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
