namespace StableDino.Generators.Parsing;

/// <summary>The closest of several words, for messages.</summary>
internal static class Nearest
{
    /// <summary>The candidate with the least edit distance; ties go to the first in ordinal order.</summary>
    public static string Of(string word, IEnumerable<string> candidates) =>
        candidates.OrderBy(c => Distance(word, c)).ThenBy(c => c, StringComparer.Ordinal).FirstOrDefault() ?? "";

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
