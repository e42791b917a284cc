using System.Collections.Immutable;
using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class ResNetBackbone
{
    /// <inheritdoc cref="forward"/>
    public FeatureValues Emit(Value images)
    {
        using var here = images.Graph.Within(this);
        var features = images.Graph.Apply(
            "MaxPool", [stem.Emit(images).Relu()],
            ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }),
            ("pads", new long[] { 1, 1, 1, 1 }));
        var maps = ImmutableArray.CreateBuilder<Value>();
        foreach (var (blocks, stage) in stages.Select((blocks, i) => (blocks, i + 2)))
        {
            features = blocks.Aggregate(features, (x, block) => block.Emit(x));
            if (stage >= firstStage) maps.Add(features);
        }

        return new FeatureValues(maps.ToImmutable());
    }
}
