using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>
/// Nearly every query is background: training that starts from confident positives starts from a huge loss.
/// </summary>
internal static class PriorRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Heads.Score is Score.Sigmoid { PriorProbability: > 0.5f and < 1f and var prior })
            yield return Finding.Of(
                Descriptors.ConfidentPrior, ["Heads.Score.PriorProbability"], prior) with { Mend = Literal.Of(0.01f) };
    }
}
