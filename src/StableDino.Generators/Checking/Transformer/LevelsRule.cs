using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>The neck maps every backbone map to a level, and may add coarser ones.</summary>
internal static class LevelsRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (first, last) = (BackboneStages.FirstLevel(config), BackboneStages.Of(config.Backbone).Last);
        var maps = last - first + 1;
        if (first <= last && BackboneStages.AreSound(first, last) && config.Neck.Levels >= 1 && config.Neck.Levels < maps)
        {
            yield return Finding.Of(
                Descriptors.LevelsBelowMaps, ["Neck.Levels", "Backbone.FirstStage"], config.Neck.Levels, maps, first, last, last - config.Neck.Levels + 1) with { Mend = Literal.Of(maps) };
        }
    }
}
