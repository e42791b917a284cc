using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of a residual network.</summary>
internal static class ResNetParts
{
    /// <summary>Channels that a stage gives.</summary>
    public static int Channels(BackboneConfig.ResNet config, int stage) =>
        (config.Width << (stage - 2)) * (IsBottleneck(config) ? 4 : 1);

    public static IEnumerable<Part> Of(BackboneConfig.ResNet config) =>
        Convolutions(config).SelectMany(c => c.Parts(config.Norm));

    public static Cost Cost(BackboneConfig.ResNet config) =>
        Graph.Cost.Sum(
            Convolutions(config).Select(c => Graph.Cost.Of(c.Extent, (long)c.Input * c.Output * c.Kernel * c.Kernel)));

    private static bool IsBottleneck(BackboneConfig.ResNet config) => config.Depth >= 50;

    private static int[] Blocks(int depth) => depth switch
    {
        18 => [2, 2, 2, 2],
        101 => [3, 4, 23, 3],
        _ => [3, 4, 6, 3],
    };

    private static IEnumerable<Convolution> Convolutions(BackboneConfig.ResNet config) =>
        Enumerable.Range(2, config.LastStage - 1)
            .SelectMany(stage =>
                Enumerable.Range(0, Blocks(config.Depth)[stage - 2]).SelectMany(block => Block(config, stage, block)))
            .Prepend(new("stem.conv1", 3, config.StemWidth, 7, new(1)));

    private static IEnumerable<Convolution> Block(BackboneConfig.ResNet config, int stage, int block)
    {
        var (inner, output) = (config.Width << (stage - 2), Channels(config, stage));
        var input = block > 0 ? output : stage == 2 ? config.StemWidth : Channels(config, stage - 1);
        var strides = block == 0 && stage > 2 && !(stage == 5 && config.DilatedLastStage);
        var here = BackboneStages.Map(config, stage);
        var before = strides ? new Extent(stage - 1) : here;
        var name = $"res{stage}.{block}";
        if (input != output || strides)
            yield return new($"{name}.shortcut", input, output, 1, here);
        if (IsBottleneck(config))
        {
            yield return new($"{name}.conv1", input, inner, 1, before);
            yield return new($"{name}.conv2", inner, inner, 3, here);
            yield return new($"{name}.conv3", inner, output, 1, here);
        }
        else
        {
            yield return new($"{name}.conv1", input, inner, 3, here);
            yield return new($"{name}.conv2", inner, output, 3, here);
        }
    }

    private sealed record Convolution(string Name, int Input, int Output, int Kernel, Extent Extent)
    {
        public IEnumerable<Part> Parts(FeatureNorm norm)
        {
            yield return Part.Weight($"{Name}.weight", Output, Input, Kernel, Kernel);
            var affine = norm == FeatureNorm.FrozenBatch ? ParameterModel.Buffer : ParameterModel.Weight;
            foreach (var name in new[] { "weight", "bias" })
                yield return new($"{Name}.norm.{name}", EquatableArray.Of<Dimension>(Output), affine);
            if (norm == FeatureNorm.Group)
                yield break;
            yield return Part.Buffer($"{Name}.norm.running_mean", Output);
            yield return Part.Buffer($"{Name}.norm.running_var", Output);
            if (norm == FeatureNorm.Batch)
                yield return Part.Buffer($"{Name}.norm.num_batches_tracked");
        }
    }
}
