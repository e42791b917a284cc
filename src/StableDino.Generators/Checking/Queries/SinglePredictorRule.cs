using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Proposals have a predictor of their own.</summary>
internal static class SinglePredictorRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config is { Heads.Sharing: HeadSharing.Single, Queries.Reference: QueryReference.Proposals })
            yield return Finding.Of(Descriptors.SinglePredictor, ["Heads.Sharing", "Queries.Reference"]) with { Mend = "HeadSharing.Shared" };
    }
}
