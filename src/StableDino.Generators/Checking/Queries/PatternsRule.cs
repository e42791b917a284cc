using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>There is a query for each pattern at each place.</summary>
internal static class PatternsRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Queries is { Content: QueryContent.Patterns { Count: > 0 and var patterns }, Count: > 0 and var queries } && queries % patterns != 0)
        {
            var nearest = Math.Max(1, queries / patterns) * patterns;
            yield return Finding.Of(Descriptors.PatternsDivideQueries, ["Queries.Count", "Queries.Content.Count", "Queries.Content"], queries, patterns, nearest) with { Mend = Literal.Of(nearest) };
        }
    }
}
