using System.Collections.Immutable;
using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public abstract partial class StagedBackbone
{
    /// <inheritdoc cref="forward"/>
    public FeatureValues Emit(Value images)
    {
        var map = patches.Emit(images);
        var maps = ImmutableArray.CreateBuilder<Value>();
        for (var i = 0; i < stages.Length; i++)
        {
            map = stages[i].Emit(map);
            if (outputNorms.TryGetValue(i, out var norm)) maps.Add(norm.Emit(map).Permute(0, 3, 1, 2));
            if (i < stages.Length - 1) map = stages[i].EmitMerge(map);
        }

        return new FeatureValues(maps.ToImmutable());
    }
}
