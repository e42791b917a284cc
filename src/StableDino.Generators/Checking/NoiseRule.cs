using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Denoising without noise hands the answer over.</summary>
internal static class NoiseRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from branch in Branches.Of<BranchConfig.ContrastiveDenoising>(config)
        where branch.Config is { LabelNoise: 0f, BoxNoise: 0f }
        select Finding.Of(Descriptors.NoNoise, [$"{branch.Path}.BoxNoise", $"{branch.Path}.LabelNoise", branch.Path], branch.Path);
}
