using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>One detector measures overlap in one way.</summary>
internal static class OverlapRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Matching.Overlap != config.Losses.Overlap)
            yield return Finding.Of(Descriptors.OverlapDisagreement, ["Matching.Overlap", "Losses.Overlap"], config.Matching.Overlap, config.Losses.Overlap);
    }
}
