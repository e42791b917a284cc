using StableDino.Configuration;

namespace StableDino.Generators.Checking;

/// <summary>
/// The further branches of a configuration with the paths of their parts, for rules and their messages.
/// </summary>
internal static class Branches
{
    /// <summary>The branches of one kind.</summary>
    public static IEnumerable<(string Path, T Config)> Of<T>(DetectorConfig config) where T : BranchConfig =>
        config.Branches.Select((branch, i) => ($"Branches[{i}]", Config: branch as T))
            .Where(pair => pair.Config is not null)
            .Select(pair => (pair.Item1, pair.Config!));

    /// <summary>Every set of losses: the detector's and those of branches that have their own.</summary>
    public static IEnumerable<(string Path, LossConfig Losses)> Losses(DetectorConfig config) =>
    [
        ("Losses", config.Losses),
        .. Of<BranchConfig.ContrastiveDenoising>(config).Select(b => ($"{b.Path}.Losses", b.Config.Losses)),
        .. Of<BranchConfig.DenoisingGroups>(config).Select(b => ($"{b.Path}.Losses", b.Config.Losses)),
        .. Of<BranchConfig.PositiveDenoising>(config).Select(b => ($"{b.Path}.Losses", b.Config.Losses)),
        .. Of<BranchConfig.AnchorHead>(config).Select(b => ($"{b.Path}.Losses", b.Config.Losses)),
        .. Of<BranchConfig.RegionHead>(config).Select(b => ($"{b.Path}.Losses", b.Config.Losses)),
        .. Own(config).Select(own => ($"{own.Path}.Losses", own.Terms.Losses)),
    ];

    /// <summary>
    /// Every matching cost: the detector's, if it has one, and those of branches that have their own.
    /// </summary>
    public static IEnumerable<(string Path, Assignment.Hungarian Matching)> Matchings(DetectorConfig config) =>
        [.. config.Matching is Assignment.Hungarian matching
            ? [("Matching", matching)]
            : Array.Empty<(string, Assignment.Hungarian)>(),
            .. Own(config).Select(own => ($"{own.Path}.Matching", own.Terms.Matching))];

    /// <summary>Every focal cost.</summary>
    public static IEnumerable<(string Path, ClassificationCost.Focal Cost)> FocalCosts(DetectorConfig config) =>
        Matchings(config).Where(m => m.Matching.Classification is ClassificationCost.Focal)
            .Select(m => ($"{m.Path}.Classification", (ClassificationCost.Focal)m.Matching.Classification));

    private static IEnumerable<(string Path, BranchTerms.Own Terms)> Own(DetectorConfig config) =>
        Of<BranchConfig.OneToMany>(config).Where(b => b.Config.Terms is BranchTerms.Own)
            .Select(b => ($"{b.Path}.Terms", (BranchTerms.Own)b.Config.Terms));
}
