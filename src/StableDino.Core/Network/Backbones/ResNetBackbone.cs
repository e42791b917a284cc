using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Residual network of 18, 34, 50 or 101 layers: images [B, 3, H, W] to the maps of the chosen stages.
/// </summary>
public sealed partial class ResNetBackbone : NamedModule<Tensor, BackboneFeatures>
{
    private readonly int firstStage;
    private readonly NormalisedConvolution stem;
    private readonly ImmutableArray<ImmutableArray<ResidualBlock>> stages;   // from stage 2

    /// <summary>The stem <c>stem.conv1</c> and the blocks <c>res2.0</c>, …, up to the last stage handed over.</summary>
    /// <param name="config">The network.</param>
    public ResNetBackbone(BackboneConfig.ResNet config) : base(nameof(ResNetBackbone))
    {
        firstStage = config.FirstStage;
        stem = this.Place("stem.conv1",
            new NormalisedConvolution(
                3, config.StemWidth, kernel: 7, stride: 2, config.Norm, frozen: config.FrozenStages >= 1));
        stages = [.. Enumerable.Range(2, config.LastStage - 1).Select(stage => Stage(config, stage))];
    }

    /// <summary>Blocks of stages 2 to 5, and whether they are bottlenecks.</summary>
    /// <param name="depth">18, 34, 50 or 101.</param>
    internal static (ImmutableArray<int> Blocks, bool Bottleneck) Plan(int depth) => depth switch
    {
        18 => ([2, 2, 2, 2], false),
        34 => ([3, 4, 6, 3], false),
        50 => ([3, 4, 6, 3], true),
        101 => ([3, 4, 23, 3], true),
        _ =>
            throw new ArgumentOutOfRangeException(
                nameof(depth), depth, "A residual network has 18, 34, 50 or 101 layers."),
    };

    /// <summary>Channels that a stage gives.</summary>
    internal static int Channels(BackboneConfig.ResNet config, int stage) =>
        (config.Width << (stage - 2)) * (Plan(config.Depth).Bottleneck ? 4 : 1);

    private static bool IsDilated(BackboneConfig.ResNet config, int stage) => stage == 5 && config.DilatedLastStage;

    private ImmutableArray<ResidualBlock> Stage(BackboneConfig.ResNet config, int stage)
    {
        var (blocks, bottleneck) = Plan(config.Depth);
        var output = Channels(config, stage);
        return [.. Enumerable.Range(0, blocks[stage - 2]).Select(i => this.Place($"res{stage}.{i}", new ResidualBlock(
            input: i > 0 ? output : stage == 2 ? config.StemWidth : Channels(config, stage - 1),
            inner: config.Width << (stage - 2),
            bottleneck: bottleneck,
            stride: i == 0 && stage > 2 && !IsDilated(config, stage) ? 2 : 1,
            norm: config.Norm,
            frozen: stage <= config.FrozenStages,
            dilation: i > 0 && IsDilated(config, stage) ? 2 : 1)))];
    }

    /// <inheritdoc/>
    public override BackboneFeatures forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        // channels last: convolutions keep it, and run faster
        var pixels = images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var features = functional.max_pool2d(stem.call(pixels).relu_(), 3, 2, 1);
        var maps = ImmutableArray.CreateBuilder<Tensor>();
        foreach (var (blocks, stage) in stages.Select((blocks, i) => (blocks, i + 2)))
        {
            features = blocks.Aggregate(features, (x, block) => block.call(x));
            if (stage >= firstStage) maps.Add(features);
        }

        return new BackboneFeatures([.. maps.Select(map => map.MoveToOuterDisposeScope())]);
    }
}
