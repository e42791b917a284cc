using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Backbones have stages 2 to 5.</summary>
internal static class StageRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (first, last) = Range(config.Backbone);
        if (IsSound(first, last))
            yield break;
        var nearestFirst = Math.Min(5, Math.Max(2, first));
        var nearestLast = Math.Min(5, Math.Max(nearestFirst, last));
        yield return Finding.Of(
            Descriptors.StageRange, ["Backbone.FirstStage", "Backbone.LastStage", "Backbone"], first, last, nearestFirst, nearestLast);
    }

    /// <summary>First and last stage handed over.</summary>
    public static (int First, int Last) Range(BackboneConfig backbone) => backbone switch
    {
        BackboneConfig.ResNet r => (r.FirstStage, r.LastStage),
        BackboneConfig.Swin s => (s.FirstStage, s.LastStage),
        BackboneConfig.FocalNet f => (f.FirstStage, f.LastStage),
        _ => (3, 5),
    };

    /// <summary>The stage of the pyramid's finest level: masks keep the backbone's finest map for themselves.</summary>
    public static int FirstLevel(DetectorConfig config) => Range(config.Backbone).First + (config.Masks is MaskConfig.PixelEmbedding ? 1 : 0);

    /// <summary>Whether the stages exist, in that order.</summary>
    public static bool IsSound(int first, int last) => first >= 2 && first <= last && last <= 5;
}
