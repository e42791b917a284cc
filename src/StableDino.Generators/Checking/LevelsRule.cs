using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>The neck maps every backbone map to a level, and may add coarser ones.</summary>
internal static class LevelsRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (first, last) = (StageRule.FirstLevel(config), StageRule.Range(config.Backbone).Last);
        var maps = last - first + 1;
        if (first <= last && StageRule.IsSound(first, last) && config.Neck.Levels >= 1 && config.Neck.Levels < maps)
        {
            yield return Finding.Of(
                Descriptors.LevelsBelowMaps, ["Neck.Levels", "Backbone.FirstStage"], config.Neck.Levels, maps, first, last, last - config.Neck.Levels + 1) with { Mend = Literal.Of(maps) };
        }
    }
}
