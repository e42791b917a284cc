using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>The paper rescales to one for 300 queries and to the largest IoU for 900 (§2.2); 600 lies half way.</summary>
internal static class RescaleRule
{
    private const int Many = 600;

    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config is
            {
                Queries.Count: > Many and var queries,
                Losses.Classification: ClassificationLoss.PositionSupervised { Rescale: TargetRescale.ToOne },
            })
            yield return Finding.Of(Descriptors.RescaleForManyQueries, ["Losses.Classification.Rescale"], "Losses.Classification.Rescale", queries) with { Mend = "new TargetRescale.ToMaxIou()" };
    }
}
