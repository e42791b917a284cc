namespace StableDino.Properties;

/// <summary>Rows of theories over recorded files.</summary>
internal static class GoldenRows
{
    /// <summary>
    /// The rows, or where none is left one that is skipped visibly: xunit fails a theory without rows.
    /// </summary>
    /// <param name="rows">Rows of files, chosen or multiplied.</param>
    /// <param name="wanted">What they would be.</param>
    /// <param name="columns">Columns of a row.</param>
    public static IEnumerable<object[]> OrMissing(this IEnumerable<object[]> rows, string wanted, int columns = 1)
    {
        var found = rows.ToArray();
        return found.Length > 0 ? found : [[GoldenFile.NotFound(wanted), .. Enumerable.Repeat("", columns - 1)]];
    }
}
