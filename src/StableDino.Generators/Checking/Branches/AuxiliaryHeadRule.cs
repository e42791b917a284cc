using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>Auxiliary heads add queries that are known by boxes, to decoders that predict boxes alone.</summary>
internal static class AuxiliaryHeadRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        foreach (var path in config.Branches.Select((branch, i) => (branch, Path: $"Branches[{i}]")).Where(b => b.branch.IsAuxiliaryHead()).Select(b => b.Path))
        {
            if (!KnownByBoxes(config.Queries))
                yield return Finding.Of(
                    Descriptors.HeadQueriesNeedBoxes, [path, "Queries.Position", "Queries.Reference"], path, config.Queries.Position.GetType().Name, config.Queries.Reference.GetType().Name);
            if (config.Masks is not MaskConfig.None)
                yield return Finding.Of(Descriptors.HeadsBesideMasks, [path, "Masks"], path) with { Mend = "" };
        }
    }

    private static bool KnownByBoxes(QueryConfig queries) => (queries.Position, queries.Reference) is
        (QueryPosition.SineOfReference, QueryReference.Proposals or QueryReference.LearnedBoxes) or (QueryPosition.ProposalEmbedding, QueryReference.Proposals);
}
