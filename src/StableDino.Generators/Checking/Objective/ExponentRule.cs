using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Exponents are positive; zero would make a factor vanish without saying so.</summary>
internal static class ExponentRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from entry in Entries(config)
        where !(entry.Value > 0f) || float.IsInfinity(entry.Value)
        select Finding.Of(Descriptors.ExponentNotPositive, [entry.Path], entry.Path, entry.Value,
            entry.Usual) with { Mend = Literal.Of(entry.Usual) };

    private static IEnumerable<(string Path, float Value, float Usual)> Entries(DetectorConfig config) =>
    [
        .. Branches.FocalCosts(config).SelectMany(c => Cost(c.Path, c.Cost)),
        .. config.Heads.Score is Score.Sigmoid { Gamma: var gamma }
            ? [("Heads.Score.Gamma", gamma, 2f)]
            : Array.Empty<(string, float, float)>(),
        .. Branches.Losses(config)
            .SelectMany(l => l.Losses.Classification is ClassificationLoss.PositionSupervised { Target: var target }
                ? Target($"{l.Path}.Classification.Target", target) : []),
    ];

    private static IEnumerable<(string, float, float)> Cost(string path, ClassificationCost.Focal cost) =>
    [
        ($"{path}.Gamma", cost.Gamma, 2f),
        .. cost.Modulation switch
        {
            CostModulation.RescaledGiou m => [($"{path}.Modulation.Exponent", m.Exponent, 0.5f)],
            CostModulation.OfficialClassScatter m => [($"{path}.Modulation.Exponent", m.Exponent, 0.5f)],
            _ => Array.Empty<(string, float, float)>(),
        },
    ];

    private static IEnumerable<(string, float, float)> Target(string path, PositionalTarget target) => target switch
    {
        PositionalTarget.Power power => [($"{path}.Exponent", power.Exponent, 2f)],
        PositionalTarget.ScoreMixed mixed => [($"{path}.ScoreExponent", mixed.ScoreExponent, 1f),
            ($"{path}.OverlapExponent", mixed.OverlapExponent, 1f)],
        _ => [],
    };
}
