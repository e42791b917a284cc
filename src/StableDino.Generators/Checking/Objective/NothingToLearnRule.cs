using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Some term of the loss has to weigh something, and some term of the cost.</summary>
internal static class NothingToLearnRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Losses is { ClassificationWeight: 0f, BoxWeight: 0f, GiouWeight: 0f })
            yield return Finding.Of(Descriptors.NothingIsLearned,
                ["Losses.ClassificationWeight", "Losses.BoxWeight", "Losses.GiouWeight", "Losses"]);
        if (config.Matching is Assignment.Hungarian { ClassCost: 0f, BoxCost: 0f, GiouCost: 0f })
            yield return Finding.Of(Descriptors.EveryAssignmentIsBest,
                ["Matching.ClassCost", "Matching.BoxCost", "Matching.GiouCost", "Matching"]);
    }
}
