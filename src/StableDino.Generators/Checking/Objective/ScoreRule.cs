using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Stable matching moves the probability of one class on its own; softmax scores have none.</summary>
internal static class ScoreRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Heads.Score is not Score.Softmax)
            yield break;
        foreach (var (path, matching) in Branches.Matchings(config))
            if (matching.Classification is ClassificationCost.Focal { Modulation: not CostModulation.None
                and var modulation })
                yield return Stable($"{path}.Classification.Modulation", modulation, "new CostModulation.None()");
        foreach (var (path, losses) in Branches.Losses(config))
            if (losses.Classification is ClassificationLoss.PositionSupervised supervised)
                yield return Stable($"{path}.Classification", supervised, "new ClassificationLoss.Plain()");
    }

    private static Finding Stable(string path, object part, string instead) =>
        Finding.Of(Descriptors.StableSoftmax, [path, "Heads.Score"], path, part.GetType().Name, instead);
}
