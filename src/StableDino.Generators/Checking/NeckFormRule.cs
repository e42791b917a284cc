using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A projection makes one level of one map.</summary>
internal static class NeckFormRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (first, last) = StageRule.Range(config.Backbone);
        if (config.Neck.Form == NeckForm.ChannelMapper || !StageRule.IsSound(first, last))
            yield break;
        if (config.Neck.Levels > 1 || last > first)
        {
            yield return Finding.Of(
                Descriptors.ProjectionOfOneMap, ["Neck.Form", "Neck.Levels"], config.Neck.Form, last - first + 1, config.Neck.Levels, last) with
            {
                Mend = "NeckForm.ChannelMapper",
            };
        }
    }
}
