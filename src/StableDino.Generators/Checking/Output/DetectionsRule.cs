using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>The top-k over (query, class) pairs has at least k pairs.</summary>
internal static class DetectionsRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Queries.Count is not (> 0 and var queries) || config.Classes < 1)
            yield break;
        var pairs = config.Heads.Score is Score.Softmax { Selection: DetectionSelection.BestClass }
            ? queries
            : (long)queries * config.Classes;
        if (config.PostProcessing.Detections > pairs)
        {
            yield return Finding.Of(
                Descriptors.TooManyDetections, ["PostProcessing.Detections", "Queries.Count", "Classes"],
                config.PostProcessing.Detections, queries, config.Classes,
                pairs) with { Mend = Literal.Of((int)pairs) };
        }
    }
}
