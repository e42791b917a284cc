using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>What gives targets by overlap finds boxes to overlap, and a branch that shares a cost finds one.</summary>
internal static class AssignmentRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var proposals = config.Queries.Reference as QueryReference.Proposals;
        if (proposals is { Selection: ProposalSelection.SuppressedPerLevel, Classes: not ProposalClasses.Agnostic })
            yield return Misfit(
                "Queries.Reference.Selection", proposals.Selection, "gives tokens targets without classes",
                "Queries.Reference.Classes", $"Queries.Reference.Classes is {proposals.Classes}",
                "ProposalClasses.Agnostic");
        if (config.Matching is not Assignment.ByOverlap)
            yield break;
        const string overlap = nameof(Assignment.ByOverlap);
        if (proposals is null)
            yield return Misfit(
                "Matching", overlap, "reads boxes that depend on the image", "Queries.Reference",
                $"Queries.Reference is {config.Queries.Reference.GetType().Name}", "new QueryReference.Proposals()");
        if (proposals is { Classes: ProposalClasses.Aware })
            yield return Misfit(
                "Matching", overlap, "gives no targets to the selected proposals", "Queries.Reference.Classes",
                "Queries.Reference.Classes is Aware, whose proposals learn with the queries",
                "ProposalClasses.Agnostic");
        foreach (var (path, _) in Branches.Of<BranchConfig.OneToMany>(config)
            .Where(branch => branch.Config.Terms is BranchTerms.Shared))
            yield return Misfit(
                $"{path}.Terms", nameof(BranchTerms.Shared), "shares a matching cost", "Matching",
                $"Matching is {overlap}, which has none", "new BranchTerms.Own(…)");
    }

    private static Finding Misfit(
        string path, object value, string reason, string other, string misfit, string fits) => Finding.Of(
        Descriptors.NothingToOverlap, [path, other], path, value, reason, misfit, fits);
}
