using System.Security.Cryptography;

namespace StableDino.Data;

/// <summary>
/// Files with the same bytes. Only files of one length are opened, and only those whose middles agree are read to the
/// end.
/// </summary>
internal static class FileTwins
{
    private const int Sample = 4096;

    /// <summary>
    /// Groups of two or more, as positions in the list, ascending; files that cannot be read are in none.
    /// </summary>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<string> paths) =>
    [
        .. Enumerable.Range(0, paths.Count).GroupBy(i => Length(paths[i]))
            .Where(group => group.Key > 0 && group.Skip(1).Any())
            .AsParallel().AsOrdered()
            .SelectMany(group => Split(group, paths, Middle).SelectMany(alike => Split(alike, paths, SHA256.HashData)))
            .OrderBy(group => group[0]),
    ];

    private static IEnumerable<int[]> Split(
        IEnumerable<int> group, IReadOnlyList<string> paths, Func<Stream, byte[]> hash) =>
        group.Select(i => (i, key: Hash(paths[i], hash))).Where(pair => pair.key.Length > 0)
            .GroupBy(pair => pair.key, pair => pair.i)
            .Select(alike => alike.ToArray()).Where(alike => alike.Length > 1);

    private static string Hash(string path, Func<Stream, byte[]> hash)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexString(hash(file));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static byte[] Middle(Stream file)
    {
        var bytes = new byte[Math.Min(Sample, file.Length)];
        file.Seek((file.Length - bytes.Length) / 2, SeekOrigin.Begin);
        file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return SHA256.HashData(bytes);
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
