using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>
/// The official code raises t − p with its sign to γ: where p &gt; t an odd γ turns the loss round, and one between has
/// no value.
/// </summary>
internal static class OfficialExponentRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from term in Branches.Losses(config)
        where term.Losses.Classification is ClassificationLoss.PositionSupervised { Arithmetic: LogArithmetic.OfficialEpsilons }
        let gamma = Exponent(config.Heads.Score)
        where gamma % 2f != 0f
        let path = $"{term.Path}.Classification"
        let nearest = Math.Max(2f, 2f * (float)Math.Round(gamma / 2f))
        select Finding.Of(Descriptors.OddExponent, ["Heads.Score.Gamma", $"{path}.Arithmetic", path],
            "Heads.Score.Gamma", gamma, $"{path}.Arithmetic", nearest)
            with { Mend = Literal.Of(nearest) };

    // An exponent that is no exponent at all is reported by ExponentRule.
    private static float Exponent(Score score) =>
        score is Score.Sigmoid { Gamma: > 0f and < float.PositiveInfinity and var gamma } ? gamma : 2f;
}
