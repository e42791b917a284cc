using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A result should not depend on the other images of its batch.</summary>
internal static class PaddingRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.EvaluationPadding == PaddingPolicy.Attended)
            yield return Finding.Of(Descriptors.AttendedPadding, ["EvaluationPadding"]);
    }
}
