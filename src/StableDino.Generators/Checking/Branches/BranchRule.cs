using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>A branch finds what its queries are made of, and there is one of its kind.</summary>
internal static class BranchRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        foreach (var (path, _) in Branches.Of<BranchConfig.ContrastiveDenoising>(config))
            if (config.Queries.Position is not QueryPosition.SineOfReference)
                yield return Finding.Of(Descriptors.DenoisingPosition, [path, "Queries.Position"], path, config.Queries.Position.GetType().Name);
        foreach (var (path, _) in Branches.Of<BranchConfig.PositiveDenoising>(config))
            if (config.Queries.Position is not QueryPosition.SineOfReference)
                yield return Finding.Of(Descriptors.DenoisingPosition, [path, "Queries.Position"], path, config.Queries.Position.GetType().Name);
        foreach (var (path, _) in Branches.Of<BranchConfig.DenoisingGroups>(config))
            if (config.Queries.Reference is not QueryReference.LearnedBoxes)
                yield return Finding.Of(Descriptors.IndicatorNeedsLearned, [path, "Queries.Reference"], path, config.Queries.Reference.GetType().Name);
        foreach (var (path, _) in Branches.Of<BranchConfig.OneToMany>(config))
            if (config.Queries.Reference is not QueryReference.Proposals)
                yield return Finding.Of(Descriptors.BranchNeedsProposals, [path, "Queries.Reference"], path, config.Queries.Reference.GetType().Name);
        foreach (var (path, groups) in Branches.Of<BranchConfig.QueryGroups>(config))
        {
            if (config.Queries.Reference is QueryReference.Proposals)
                yield return Finding.Of(Descriptors.GroupsNeedLearned, [path, "Queries.Reference"], path);
            if (groups.Attention == GroupAttention.Official && config.Decoder.CrossAttention is not CrossAttention.Conditional)
                yield return Official(path, "Decoder.CrossAttention", config.Decoder.CrossAttention.GetType().Name, "is that of conditional attention");
            if (groups.Attention == GroupAttention.Official && config.Branches.Count > 1)
                yield return Official(path, "Branches.Count", config.Branches.Count, "leaves no branch out of sight");
        }
        foreach (var kind in config.Branches.Select((branch, i) => (Path: $"Branches[{i}]", Kind: Kind(branch))).GroupBy(b => b.Kind).Where(g => g.Count() > 1))
            yield return Finding.Of(Descriptors.TwoBranchesOfAKind, [kind.Last().Path], kind.First().Path, kind.Last().Path, kind.Key);
    }

    private static Finding Official(string path, string other, object value, string reason) => Finding.Of(
        Descriptors.OfficialGroupsAlone, [$"{path}.Attention", path, other], $"{path}.Attention", reason, other, value) with { Mend = "GroupAttention.Isolated" };

    private static string Kind(BranchConfig branch) => branch.IsDenoising() ? "denoising" : branch.GetType().Name;
}
