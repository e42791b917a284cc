using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>
/// α = 0 weighs no positive, α = 1 no negative; exponents far above the papers' leave nothing but the hardest example.
/// </summary>
internal static class FocalBalanceRule
{
    private const float Steep = 10f;

    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        Focal(config).SelectMany(term => Both(term.Path, term.Alpha, term.Gamma)).Concat(Targets(config));

    private static IEnumerable<Finding> Both(string path, float alpha, float gamma)
    {
        if (alpha is 0f or 1f)
            yield return Finding.Of(Descriptors.OneSidedAlpha, [$"{path}.Alpha"], $"{path}.Alpha", alpha,
                alpha == 0f ? "positives" : "negatives") with { Mend = Literal.Of(0.25f) };
        if (gamma > Steep && !float.IsInfinity(gamma))
            yield return Finding.Of(Descriptors.SteepExponent, [$"{path}.Gamma"], $"{path}.Gamma", gamma,
                2f) with { Mend = Literal.Of(2f) };
    }

    private static IEnumerable<(string Path, float Alpha, float Gamma)> Focal(DetectorConfig config)
    {
        foreach (var (path, cost) in Branches.FocalCosts(config))
            yield return (path, cost.Alpha, cost.Gamma);
        if (config.Heads.Score is Score.Sigmoid(_, var alpha, var gamma))
            yield return ("Heads.Score", alpha, gamma);
    }

    private static IEnumerable<Finding> Targets(DetectorConfig config) =>
        from loss in Losses(config)
        let target = (loss.Loss as ClassificationLoss.PositionSupervised)?.Target as PositionalTarget.Power
        where target is { Exponent: > Steep and < float.PositiveInfinity }
        select Finding.Of(Descriptors.SteepExponent, [$"{loss.Path}.Target.Exponent"], $"{loss.Path}.Target.Exponent",
            target.Exponent, 2f) with { Mend = Literal.Of(2f) };

    private static IEnumerable<(string Path, ClassificationLoss Loss)> Losses(DetectorConfig config) =>
        Branches.Losses(config).Select(l => ($"{l.Path}.Classification", l.Losses.Classification));
}
