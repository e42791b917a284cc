using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>A projection makes one level of one map.</summary>
internal static class NeckFormRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (first, last) = BackboneStages.Of(config.Backbone);
        if (config.Neck.Form == NeckForm.ChannelMapper || !BackboneStages.AreSound(first, last))
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
