using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Exponents are positive; zero would make a factor vanish without saying so.</summary>
internal static class ExponentRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from entry in Entries(config)
        where !(entry.Value > 0f) || float.IsInfinity(entry.Value)
        select Finding.Of(Descriptors.ExponentNotPositive, [entry.Path], entry.Path, entry.Value, entry.Usual) with { Mend = Literal.Of(entry.Usual) };

    private static IEnumerable<(string Path, float Value, float Usual)> Entries(DetectorConfig config) =>
    [
        .. Branches.Matchings(config).SelectMany(m => Matching(m.Path, m.Matching)),
        .. Branches.Losses(config).SelectMany(l => Loss($"{l.Path}.Classification", l.Losses.Classification)),
    ];

    private static IEnumerable<(string, float, float)> Matching(string path, MatchingConfig matching) =>
    [
        ($"{path}.Gamma", matching.Gamma, 2f),
        .. matching.Modulation switch
        {
            CostModulation.RescaledGiou m => [($"{path}.Modulation.Exponent", m.Exponent, 0.5f)],
            CostModulation.OfficialClassScatter m => [($"{path}.Modulation.Exponent", m.Exponent, 0.5f)],
            _ => Array.Empty<(string, float, float)>(),
        },
    ];

    private static IEnumerable<(string, float, float)> Loss(string path, ClassificationLoss loss) => loss switch
    {
        ClassificationLoss.Focal focal => [($"{path}.Gamma", focal.Gamma, 2f)],
        ClassificationLoss.PositionSupervised s => [($"{path}.Gamma", s.Gamma, 2f), .. Target($"{path}.Target", s.Target)],
        _ => [],
    };

    private static IEnumerable<(string, float, float)> Target(string path, PositionalTarget target) => target switch
    {
        PositionalTarget.Power power => [($"{path}.Exponent", power.Exponent, 2f)],
        PositionalTarget.ScoreMixed mixed => [($"{path}.ScoreExponent", mixed.ScoreExponent, 1f), ($"{path}.OverlapExponent", mixed.OverlapExponent, 1f)],
        _ => [],
    };
}
