namespace StableDino.Data;

/// <summary>Where a split of a data set lies.</summary>
/// <param name="Name">Its name, such as <c>train2017</c>.</param>
/// <param name="Annotations">Its annotation file.</param>
/// <param name="Images">The folder of its images.</param>
public sealed record SplitPaths(string Name, string Annotations, string Images)
{
    private const string Prefix = "instances_";

    /// <summary>COCO's own layout below a folder.</summary>
    public static SplitPaths Of(string root, string split) =>
        new(split, Path.Combine(root, "annotations", $"{Prefix}{split}.json"), Path.Combine(root, split));

    /// <summary>Names of the splits that a folder has annotations for, those to learn from first.</summary>
    public static IReadOnlyList<string> In(string root) =>
        Directory.Exists(Path.Combine(root, "annotations"))
            ? [.. Directory.EnumerateFiles(Path.Combine(root, "annotations"), $"{Prefix}*.json")
                .Select(file => Path.GetFileNameWithoutExtension(file)[Prefix.Length..])
                .OrderByDescending(split => split.StartsWith("train", StringComparison.OrdinalIgnoreCase))
                .ThenBy(split => split, StringComparer.Ordinal)]
            : [];
}
