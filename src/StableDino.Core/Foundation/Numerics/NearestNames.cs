using System.Collections.Immutable;

namespace StableDino.Foundation;

/// <summary>Names that a person may have meant.</summary>
public static class NearestNames
{
    /// <summary>
    /// At most <paramref name="count"/> of the candidates: first those that contain the name, then by edit distance;
    /// case aside, ties in
    /// the candidates' order.
    /// </summary>
    public static ImmutableArray<string> Of(string name, IEnumerable<string> candidates, int count = 3)
    {
        var wanted = name.ToUpperInvariant();
        return
        [
            .. candidates.Select(candidate => (candidate, upper: candidate.ToUpperInvariant()))
                .OrderBy(pair => wanted.Length > 2 && pair.upper.Contains(wanted, StringComparison.Ordinal) ? 0 : 1)
                .ThenBy(pair => Distance(wanted, pair.upper))
                .Select(pair => pair.candidate).Take(count),
        ];
    }

    /// <summary>Longest name that is compared letter by letter.</summary>
    private const int Longest = 256;

    /// <summary>
    /// Insertions, deletions and substitutions from one word to the other (Levenshtein); for words longer than any
    /// name,
    /// if they differ, the length of the longer one.
    /// </summary>
    public static int Distance(string from, string to)
    {
        if (Math.Max(from.Length, to.Length) is > Longest and var longer) return from == to ? 0 : longer;
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[to.Length];
    }
}
