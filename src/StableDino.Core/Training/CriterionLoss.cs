using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Losses;

namespace StableDino.Training;

/// <summary>The criterion as the loop minimises it.</summary>
public static class CriterionLoss
{
    /// <summary>The loss of a configuration; a sweep gives other losses or another matching to the same detector.</summary>
    public static BatchLossFunction Of(LossConfig losses, MatchingConfig matching) => (output, targets, noised, normaliser) =>
        Criterion.Evaluate(output, targets, noised, losses, matching, normaliser)
            .MapLeft(bad => bad.Message)
            .Map(report => new BatchLoss(
                report.Total,
                () => [.. report.Terms().Select(term => (term.Name, term.Value))],
                () => report.UnstablePercent));
}
