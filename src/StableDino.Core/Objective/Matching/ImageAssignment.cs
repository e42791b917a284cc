using System.Collections.Immutable;

namespace StableDino.Objective;

/// <summary>Which query answers for each truth of one image.</summary>
/// <param name="QueryOfTruth">Query of each truth, no query twice; −1 for a truth left over because there are more truths than queries.</param>
public sealed record ImageAssignment(ImmutableArray<int> QueryOfTruth)
{
    /// <summary>Number of matched pairs.</summary>
    public int Count => QueryOfTruth.Count(query => query >= 0);

    /// <summary>The pairs, by ascending query.</summary>
    public ImmutableArray<(int Query, int Truth)> Pairs =>
        [.. QueryOfTruth.Select((query, truth) => (query, truth)).Where(pair => pair.query >= 0).OrderBy(pair => pair.query)];

    /// <summary>By content.</summary>
    public bool Equals(ImageAssignment? other) => other is not null && QueryOfTruth.AsSpan().SequenceEqual(other.QueryOfTruth.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var query in QueryOfTruth) hash.Add(query);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", QueryOfTruth)}]";
}
