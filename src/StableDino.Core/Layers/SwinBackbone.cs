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
    private const int Patch = 4;

    private readonly Conv2d patchProjection;
    private readonly LayerNorm patchNorm;
    private readonly ImmutableArray<SwinStage> stages;                              // from stage 2
    private readonly ImmutableDictionary<int, LayerNorm> outputNorms;               // by index into stages

    /// <summary>Patches <c>patch_embed</c>, stages <c>layers.i</c> up to the last handed over, output norms <c>norm{i}</c>.</summary>
    /// <param name="config">The network.</param>
    public SwinBackbone(BackboneConfig.Swin config) : base(nameof(SwinBackbone))
    {
        patchProjection = this.Place("patch_embed.proj", Conv2d(3, config.Width, Patch, stride: Patch));
        patchNorm = this.Place("patch_embed.norm", LayerNorm(config.Width));
        var built = config.LastStage - 1;
        var (depths, heads) = (Numbers(config.Depths), Numbers(config.Heads));
        stages = [.. Enumerable.Range(0, built).Select(i => this.Place($"layers.{i}", new SwinStage(
            config.Width << i, heads[i], config.Window, config.MlpRatio, DropPaths(config.DropPath, depths, i), merges: i < built - 1)))];
        outputNorms = Enumerable.Range(config.FirstStage - 2, config.LastStage - config.FirstStage + 1)
            .ToImmutableDictionary(i => i, i => this.Place($"norm{i}", LayerNorm(config.Width << i)));
    }

    private static ImmutableArray<int> Numbers(StageCounts counts) => [counts.Stage2, counts.Stage3, counts.Stage4, counts.Stage5];

    // Grows evenly from 0 at the first block of the network to the largest at its last.
    private static ImmutableArray<double> DropPaths(float largest, ImmutableArray<int> depths, int stage) =>
        [.. Enumerable.Range(depths.Take(stage).Sum(), depths[stage]).Select(i => largest * (double)i / Math.Max(1, depths.Sum() - 1))];

    /// <inheritdoc/>
    public override BackboneFeatures forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (below, right) = ((Patch - images.shape[2] % Patch) % Patch, (Patch - images.shape[3] % Patch) % Patch);
        var patches = patchProjection.call(functional.pad(images, [0, right, 0, below]));
        var map = patchNorm.call(patches.permute(0, 2, 3, 1));                      // [B, H, W, width]
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
