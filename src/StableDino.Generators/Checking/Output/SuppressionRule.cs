using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A low threshold removes neighbours, not duplicates.</summary>
internal static class SuppressionRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.PostProcessing.Suppression is SuppressionConfig.PerClass { IouThreshold: > 0f and < 0.5f and var threshold })
            yield return Finding.Of(Descriptors.LowThreshold, ["PostProcessing.Suppression.IouThreshold"], threshold) with { Mend = Literal.Of(0.8f) };
    }
}
