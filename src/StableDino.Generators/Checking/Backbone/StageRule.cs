using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>Backbones have stages 2 to 5.</summary>
internal static class StageRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (first, last) = BackboneStages.Of(config.Backbone);
        if (BackboneStages.AreSound(first, last))
            yield break;
        var nearestFirst = Math.Min(5, Math.Max(2, first));
        var nearestLast = Math.Min(5, Math.Max(nearestFirst, last));
        yield return Finding.Of(
            Descriptors.StageRange, ["Backbone.FirstStage", "Backbone.LastStage", "Backbone"], first, last, nearestFirst, nearestLast);
    }
}
