namespace StableDino.Data;

/// <summary>The image files and label files of a folder, matched by name.</summary>
internal static class LabelledImages
{
    /// <summary>
    /// Images in order of name, each with its label file if it has one; and label files without an image.
    /// </summary>
    /// <param name="split">Where they lie.</param>
    /// <param name="ending">How labels end, with the dot.</param>
    /// <param name="notLabels">Names of files that end like labels and are none.</param>
    public static (IReadOnlyList<(string Image, string? Label)> Images, IReadOnlyList<string> Orphans) Of(
        LabelFolders.Split split, string ending, params string[] notLabels)
    {
        var labels = Below(split.Labels)
            .Where(name => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
                && !notLabels.Contains(Path.GetFileName(name), StringComparer.OrdinalIgnoreCase))
            .Where(name => Wanted(split, name)).DistinctBy(Stem).ToDictionary(Stem, StringComparer.Ordinal);
        var images = Below(split.Images).Where(ImageFileFaults.LooksLikePicture).Where(name => Wanted(split, name))
            .Select(name => (name, labels.Remove(Stem(name), out var label) ? Path.Combine(split.Labels, label) : null))
            .ToArray();
        return (images,
            [.. labels.Values.Select(label => Path.Combine(split.Labels, label)).Order(StringComparer.Ordinal)]);
    }

    private static bool Wanted(LabelFolders.Split split, string name) =>
        split.Names is null || split.Names.Contains(Path.GetFileNameWithoutExtension(name));

    private static string Stem(string name) => name[..^Path.GetExtension(name).Length];

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*",
            new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8, IgnoreInaccessible = true })
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
