namespace StableDino.Pipeline;

/// <summary>
/// A run of neighbouring queries of one assignment branch. Nobody outside a run sees it, but for the matching queries'
/// run.
/// </summary>
/// <param name="Branch">Index into the configuration's branches, or <see cref="MatchingBranch"/>.</param>
/// <param name="Count">Queries.</param>
/// <param name="Parts">Equal parts that do not see each other, such as the groups of a denoising branch; divides
/// <paramref name="Count"/>.</param>
/// <param name="SeesMatching">Whether its queries see the matching ones.</param>
public sealed record QueryGroup(int Branch, int Count, int Parts = 1, bool SeesMatching = false)
{
    /// <summary>The branch of the queries that inference reads.</summary>
    public const int MatchingBranch = -1;

    /// <summary>Whether inference reads these queries.</summary>
    public bool IsMatching => Branch == MatchingBranch;

    /// <summary>The queries that inference reads.</summary>
    public static QueryGroup Matching(int count) => new(MatchingBranch, count);
}
