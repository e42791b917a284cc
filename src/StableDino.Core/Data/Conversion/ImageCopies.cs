namespace StableDino.Data;

/// <summary>Copies of image files.</summary>
internal static class ImageCopies
{
    /// <summary>Copies files, named relative to both folders; names repeated count once.</summary>
    public static void Write(
        IEnumerable<string> names, string from, string to, string split, Action<CheckProgress>? progress)
    {
        Directory.CreateDirectory(to);
        var (all, done) = (names.Distinct(StringComparer.Ordinal).ToArray(), 0);
        Parallel.ForEach(all, name =>
        {
            var path = Path.Combine(to, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Path.Combine(from, name), path);
            progress?.Invoke(new(split, Interlocked.Increment(ref done), all.Length));
        });
    }
}
