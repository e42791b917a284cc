using System.Collections.Immutable;
using StableDino.Detectors;

namespace StableDino.Layers;

/// <summary>Learned queries in groups: all of them in training, those of the first in evaluation.</summary>
internal static class GroupedQueries
{
    /// <summary>The queries' groups when training; none but the matching ones are there without a branch of groups.</summary>
    /// <param name="count">Queries of a group.</param>
    /// <param name="further">The branch's run, if there is one.</param>
    public static ImmutableArray<QueryGroup> Of(int count, QueryGroup? further) =>
        further is null ? [QueryGroup.Matching(count)] : [QueryGroup.Matching(count), further];

    /// <summary>Those of a pass.</summary>
    /// <param name="groups">All of them, the matching ones first.</param>
    /// <param name="training">Whether the pass is one of training.</param>
    public static ImmutableArray<QueryGroup> Here(this ImmutableArray<QueryGroup> groups, bool training) => training ? groups : [groups[0]];

    /// <summary>Queries of groups over those of the first.</summary>
    public static int Times(this ImmutableArray<QueryGroup> groups) => groups.Sum(group => group.Count) / groups[0].Count;
}
