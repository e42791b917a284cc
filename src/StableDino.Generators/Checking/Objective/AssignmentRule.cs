using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>What assigns targets by overlap finds boxes to overlap, and nothing modulates a cost that it does not have.</summary>
internal static class AssignmentRule
{
    private const string Assignment = "Matching.Assignment";

    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (matching, proposals) = (config.Matching, config.Queries.Reference as QueryReference.Proposals);
        if (matching.Assignment == TruthAssignment.InitialOverlap && matching.Modulation is not CostModulation.None)
            yield return Finding.Of(Descriptors.NoCostToModulate, ["Matching.Modulation", Assignment], "Matching.Modulation", matching.Modulation.GetType().Name);
        if (matching.Assignment == TruthAssignment.InitialOverlap && proposals is null)
            yield return Finding.Of(
                Descriptors.NothingToOverlap, [Assignment, "Queries.Reference"], Assignment, matching.Assignment,
                "reads boxes that depend on the image", $"Queries.Reference is {config.Queries.Reference.GetType().Name}", "new QueryReference.Proposals()");
        if (matching.Assignment == TruthAssignment.InitialOverlap && proposals is { Classes: ProposalClasses.Aware })
            yield return Finding.Of(
                Descriptors.NothingToOverlap, [Assignment, "Queries.Reference.Classes"], Assignment, matching.Assignment,
                "gives no targets to the selected proposals", "Queries.Reference.Classes is Aware, whose proposals learn with the queries", "ProposalClasses.Agnostic");
        if (proposals is { Selection: ProposalSelection.SuppressedPerLevel, Classes: not ProposalClasses.Agnostic })
            yield return Finding.Of(
                Descriptors.NothingToOverlap, ["Queries.Reference.Selection", "Queries.Reference.Classes"], "Queries.Reference.Selection", proposals.Selection,
                "gives tokens targets without classes", $"Queries.Reference.Classes is {proposals.Classes}", "ProposalClasses.Agnostic");
        foreach (var (path, own) in Branches.Matchings(config).Where(m => m.Path != "Matching" && m.Matching.Assignment == TruthAssignment.InitialOverlap))
            yield return Finding.Of(
                Descriptors.NothingToOverlap, [$"{path}.Assignment"], $"{path}.Assignment", own.Assignment,
                "is for the matching queries alone", "a branch is matched by cost", "TruthAssignment.Hungarian");
    }
}
