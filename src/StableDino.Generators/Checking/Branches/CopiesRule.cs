using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Noise for negative copies needs negative copies.</summary>
internal static class CopiesRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from branch in Branches.Of<BranchConfig.ContrastiveDenoising>(config)
        where branch.Config is { Copies: 1, Negatives: not NegativeNoise.SameAsPositive }
        select Finding.Of(
            Descriptors.NegativesNeedCopies, [$"{branch.Path}.Copies", $"{branch.Path}.Negatives"],
            $"{branch.Path}.Negatives", branch.Config.Negatives.GetType().Name, $"{branch.Path}.Copies", 1) with { Mend = "2" };
}
