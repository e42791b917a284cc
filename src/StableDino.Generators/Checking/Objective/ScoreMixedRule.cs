using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>A class score in the target of the class score reinforces itself (Table 7, lines 5 to 7).</summary>
internal static class ScoreMixedRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from term in Branches.Losses(config)
        let path = $"{term.Path}.Classification.Target"
        let mixed = (term.Losses.Classification as ClassificationLoss.PositionSupervised)?.Target as PositionalTarget.ScoreMixed
        where mixed is not null
        select Finding.Of(Descriptors.ScoreMixedTarget, [path], path, mixed.ScoreExponent, "2f") with { Mend = "new PositionalTarget.Power(Exponent: 2f)" };
}
