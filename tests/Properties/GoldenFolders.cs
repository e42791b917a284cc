namespace StableDino.Properties;

/// <summary>
/// Where recorded reference data lies: the small cases beside the tests, <c>../shared/golden</c> beside the repository,
/// and every folder named in the environment variable STABLEDINO_GOLDEN, separated as in PATH.
/// </summary>
public static class GoldenFolders
{
    /// <summary>The folder that holds StableDino.sln.</summary>
    public static string RepositoryRoot { get; } = Ancestors(AppContext.BaseDirectory)
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "StableDino.sln"))) ?? AppContext.BaseDirectory;

    /// <summary>The folders that exist.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. new[] { Path.Combine(AppContext.BaseDirectory, "Golden"), Shared("golden") }
            .Concat((Environment.GetEnvironmentVariable("STABLEDINO_GOLDEN") ?? "").Split(
                Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Where(Directory.Exists).Select(Path.GetFullPath).Distinct()];

    /// <summary>A path below ../shared, whether it exists or not.</summary>
    public static string Shared(params string[] parts) =>
        Path.Combine([Path.GetDirectoryName(RepositoryRoot) ?? "/", "shared", .. parts]);

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent) yield return at.FullName;
    }
}
