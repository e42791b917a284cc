using System.Collections.Immutable;

namespace StableDino.Pipeline;

/// <summary>The decoder's queries with those that auxiliary heads have added, and what these heads predict.</summary>
/// <param name="Queries">The queries; a head's positives come last, as a branch of their own.</param>
/// <param name="Heads">The heads so far.</param>
public sealed record AssistedQueries(SelectedQueries Queries, ImmutableArray<HeadPredictions> Heads)
{
    /// <summary>Before the first head.</summary>
    public static AssistedQueries Of(SelectedQueries queries) => new(queries, []);
}
