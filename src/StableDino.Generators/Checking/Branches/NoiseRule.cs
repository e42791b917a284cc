using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Denoising without noise hands the answer over.</summary>
internal static class NoiseRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config) =>
        from path in config.Branches.Select((branch, i) => (Path: $"Branches[{i}]", Silent: IsSilent(branch))).Where(b => b.Silent).Select(b => b.Path)
        select Finding.Of(Descriptors.NoNoise, [$"{path}.BoxNoise", $"{path}.LabelNoise", path], path);

    private static bool IsSilent(BranchConfig branch) =>
        branch is BranchConfig.ContrastiveDenoising { LabelNoise: 0f, BoxNoise: 0f } or BranchConfig.DenoisingGroups { LabelNoise: 0f, BoxNoise: 0f }
            or BranchConfig.PositiveDenoising { LabelNoise: 0f, BoxNoise: 0f };
}
