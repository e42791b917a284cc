using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Frozen stages exist, and their normalisation stands still too.</summary>
internal static class FrozenStagesRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Backbone is not BackboneConfig.ResNet { FrozenStages: var frozen, LastStage: var last, Norm: var norm })
            yield break;
        if (frozen < 0 || frozen > last)
            yield return Finding.Of(Descriptors.FrozenStages, ["Backbone.FrozenStages"], frozen, last, Math.Max(0, Math.Min(last, frozen))) with { Mend = Literal.Of(Math.Max(0, Math.Min(last, frozen))) };
        else if (frozen > 0 && norm == FeatureNorm.Batch)
            yield return Finding.Of(Descriptors.FrozenBatchNorm, ["Backbone.FrozenStages", "Backbone.Norm"], frozen) with { Mend = "0" };
    }
}
