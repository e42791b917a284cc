namespace StableDino.Mutation;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds StableDino.sln, upward from here.</summary>
    public static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "StableDino.sln"))) return at.FullName;
        throw new DirectoryNotFoundException($"No StableDino.sln above {folder}.");
    }
}
