using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>At 0 every touching pair is a duplicate, above 1 none ever is.</summary>
internal static class IouThresholdRule
{
    private const string Path = "PostProcessing.Suppression.IouThreshold";

    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.PostProcessing.Suppression is SuppressionConfig.PerClass { IouThreshold: not (> 0f and <= 1f) and var threshold })
            yield return Finding.Of(Descriptors.IouThreshold, [Path], Path, threshold, threshold > 1f ? 1f : 0.1f) with { Mend = "0.8f" };
    }
}
