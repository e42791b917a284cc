using StableDino.Configuration;

namespace StableDino.Generators.Model;

/// <summary>What several kinds of branches have in common.</summary>
internal static class BranchKinds
{
    /// <summary>Whether its queries are noised ground truth: a detector has one such branch at most.</summary>
    public static bool IsDenoising(this BranchConfig branch) =>
        branch is BranchConfig.ContrastiveDenoising or BranchConfig.DenoisingGroups or BranchConfig.PositiveDenoising;

    /// <summary>Whether it is an auxiliary head on the encoder's memory.</summary>
    public static bool IsAuxiliaryHead(this BranchConfig branch) =>
        branch is BranchConfig.AnchorHead or BranchConfig.RegionHead;
}
