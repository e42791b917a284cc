using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Attention should not take padding for background.</summary>
internal static class PaddingRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.EvaluationPadding == PaddingPolicy.Attended)
            yield return Finding.Of(Descriptors.AttendedPadding, ["EvaluationPadding"]) with { Mend = "PaddingPolicy.Masked" };
    }
}
