using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Predictors, cost, loss and selection of detections read class logits in one way.</summary>
internal static class ScoreRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var score = config.Heads.Score;
        var softmax = score == ClassScore.Softmax;
        foreach (var (path, matching) in Branches.Matchings(config))
        {
            if ((matching.Score == ClassificationCost.NegativeProbability) != softmax)
                yield return Of($"{path}.Score", matching.Score.ToString(), score, $"ClassificationCost.{(softmax ? ClassificationCost.NegativeProbability : ClassificationCost.Focal)}");
            if (softmax && matching.Modulation is not CostModulation.None)
                yield return Stable($"{path}.Modulation", matching.Modulation, "new CostModulation.None()");
        }

        foreach (var (path, losses) in Branches.Losses(config))
        {
            if (softmax && losses.Classification is ClassificationLoss.PositionSupervised)
                yield return Stable($"{path}.Classification", losses.Classification, "new ClassificationLoss.CrossEntropy()");
            else if (losses.Classification is ClassificationLoss.CrossEntropy != softmax)
                yield return Of($"{path}.Classification", losses.Classification.GetType().Name, score, softmax ? "new ClassificationLoss.CrossEntropy()" : "new ClassificationLoss.Focal()");
        }

        var selection = softmax ? DetectionSelection.BestClass : DetectionSelection.Pairs;
        if (config.PostProcessing.Selection is DetectionSelection.Pairs == softmax)
            yield return Of("PostProcessing.Selection", config.PostProcessing.Selection.ToString(), score, $"DetectionSelection.{selection}");
    }

    private static Finding Of(string path, string part, ClassScore score, string instead) =>
        Finding.Of(Descriptors.ScoreDisagreement, [path, "Heads.Score"], path, part, score, instead) with { Mend = instead };

    private static Finding Stable(string path, object part, string instead) =>
        Finding.Of(Descriptors.StableSoftmax, [path, "Heads.Score"], path, part.GetType().Name, instead);
}
