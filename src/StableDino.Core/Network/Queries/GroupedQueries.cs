using System.Collections.Immutable;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>Learned queries in groups: all of them in training, those of the first in evaluation.</summary>
internal static class GroupedQueries
{
    /// <summary>
    /// The queries' groups when training; none but the matching ones are there without a branch of groups.
    /// </summary>
    /// <param name="count">Queries of a group.</param>
    /// <param name="further">The branch's run, if there is one.</param>
    public static ImmutableArray<QueryGroup> Of(int count, QueryGroup? further) =>
        further is null ? [QueryGroup.Matching(count)] : [QueryGroup.Matching(count), further];

    /// <summary>Those of a pass.</summary>
    /// <param name="groups">All of them, the matching ones first.</param>
    /// <param name="training">Whether the pass is one of training.</param>
    public static ImmutableArray<QueryGroup> Here(this ImmutableArray<QueryGroup> groups, bool training) =>
        training ? groups : [groups[0]];

    /// <summary>What is learned of each place, once for every pattern: group by group, pattern by pattern.</summary>
    /// <param name="places">[groups × places, k].</param>
    /// <param name="groups">How many.</param>
    /// <param name="patterns">How many.</param>
    /// <returns>[groups × patterns × places, k].</returns>
    public static Tensor AtEachPattern(Tensor places, int groups, int patterns) =>
        places.view(groups, 1, places.shape[0] / groups, -1).expand(-1, patterns, -1, -1).flatten(0, 2);

    /// <summary>The patterns' contents, once for every place: in the order of <see cref="AtEachPattern"/>.</summary>
    /// <param name="patterns">[patterns, width].</param>
    /// <param name="groups">How many.</param>
    /// <param name="places">Places of a group.</param>
    /// <returns>[groups × patterns × places, width].</returns>
    public static Tensor AtEachPlace(Tensor patterns, int groups, long places) =>
        patterns.repeat_interleave(places, 0).repeat(groups, 1);

    /// <summary>Queries of groups over those of the first.</summary>
    public static int Times(this ImmutableArray<QueryGroup> groups) =>
        groups.Sum(group => group.Count) / groups[0].Count;
}
