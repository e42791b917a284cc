using System.Collections.Immutable;

namespace StableDino.Objective;

/// <summary>Which query answers for each target of one image.</summary>
/// <param name="QueryOfTarget">Query of each target, no query twice; −1 for a target left over because there are more
/// targets than queries.</param>
public sealed record ImageAssignment(ImmutableArray<int> QueryOfTarget)
{
    /// <summary>Number of matched pairs.</summary>
    public int Count => QueryOfTarget.Count(query => query >= 0);

    /// <summary>The pairs, by ascending query.</summary>
    public ImmutableArray<(int Query, int Target)> Pairs =>
        [.. QueryOfTarget.Select((query, target) => (query, target)).Where(pair => pair.query >= 0)
            .OrderBy(pair => pair.query)];

    /// <summary>By content.</summary>
    public bool Equals(ImageAssignment? other) =>
        other is not null && QueryOfTarget.AsSpan().SequenceEqual(other.QueryOfTarget.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var query in QueryOfTarget) hash.Add(query);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", QueryOfTarget)}]";
}
