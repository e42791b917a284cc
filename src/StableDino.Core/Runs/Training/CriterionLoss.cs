using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Objective;

namespace StableDino.Runs;

/// <summary>The criterion as the loop minimises it.</summary>
public static class CriterionLoss
{
    /// <summary>
    /// The loss of a configuration; a sweep gives other losses or another matching to the same detector: <c>config with
    /// { … }</c>.
    /// </summary>
    /// <param name="config">The detector's configuration.</param>
    /// <param name="certify">Whether every matching is proved optimal; one that is not throws, for it is a bug of the
    /// solver.</param>
    public static BatchLossFunction Of(DetectorConfig config, bool certify = false) =>
        (output, targets, noised, normaliser, masks) =>
            Criterion.Evaluate(output, targets, noised, config, normaliser, certify, masks)
                .MapLeft(bad => bad.Message)
                .Map(report => new BatchLoss(
                    report.Total,
                    () => [.. report.Terms().Select(term => (term.Name, term.Value))],
                    () => report.UnstablePercent));
}
