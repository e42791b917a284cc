using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>The official code raises t − p with its sign to γ: where p &gt; t an odd γ turns the loss round, and one between has no value.</summary>
internal static class OfficialExponentRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from term in Branches.Losses(config)
        let gamma = SignedExponent(term.Losses.Classification)
        where gamma % 2f != 0f
        let path = $"{term.Path}.Classification"
        let nearest = Math.Max(2f, 2f * (float)Math.Round(gamma / 2f))
        select Finding.Of(Descriptors.OddExponent, [$"{path}.Gamma", $"{path}.Arithmetic", path], $"{path}.Gamma", gamma, $"{path}.Arithmetic", nearest)
            with { Mend = Literal.Of(nearest) };

    // An exponent that is no exponent at all is told by ExponentRule.
    private static float SignedExponent(ClassificationLoss loss) =>
        loss is ClassificationLoss.PositionSupervised { Arithmetic: LogArithmetic.OfficialEpsilons, Gamma: > 0f and < float.PositiveInfinity } official ? official.Gamma : 2f;
}
