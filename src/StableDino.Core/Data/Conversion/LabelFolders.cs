namespace StableDino.Data;

/// <summary>Where the labels and images of the splits of a data set lie, in the layouts that people use.</summary>
internal static class LabelFolders
{
    private static readonly string[] Splits = ["train", "val", "valid", "validation", "test"];

    /// <summary>One split's folders, and the names of images it is limited to, if a list limits it.</summary>
    public sealed record Split(string Name, string Labels, string Images, IReadOnlyCollection<string>? Names = null);

    /// <summary>
    /// The splits below a folder: <c>labels/train</c> beside <c>images/train</c>, <c>train/labels</c> beside
    /// <c>train/images</c>, labels and images in
    /// <c>train</c>, <c>labels</c> beside <c>images</c>, <c>Annotations</c> beside <c>JPEGImages</c> with lists in
    /// <c>ImageSets/Main</c>, or all in the folder itself.
    /// </summary>
    /// <param name="root">The data set's folder.</param>
    /// <param name="ending">How labels end, with the dot.</param>
    public static IReadOnlyList<Split> Of(string root, string ending)
    {
        var named = Splits.Select(name => Named(root, name, ending)).OfType<Split>().ToArray();
        if (named.Length > 0) return named;
        var whole = new[] { ("labels", "images"), ("Annotations", "JPEGImages"), ("annotations", "images"), ("", "") }
            .Select(pair => new Split("", Path.Combine(root, pair.Item1), Path.Combine(root, pair.Item2)))
            .FirstOrDefault(split => Holds(split.Labels, ending) && Directory.Exists(split.Images));
        return whole is null ? [] : Listed(root, whole) is { Count: > 0 } listed ? listed : [whole];
    }

    private static Split? Named(string root, string name, string ending) =>
        new[] { (Path.Combine("labels", name), Path.Combine("images", name)),
            (Path.Combine(name, "labels"), Path.Combine(name, "images")), (name, name) }
            .Select(pair => new Split(name, Path.Combine(root, pair.Item1), Path.Combine(root, pair.Item2)))
            .FirstOrDefault(split => Directory.Exists(split.Images) && Holds(split.Labels, ending));

    /// <summary>
    /// VOC's lists: a name a line. Lists for one class have a second column and are passed over, and so is what joins
    /// two others.
    /// </summary>
    private static List<Split> Listed(string root, Split whole)
    {
        var folder = Path.Combine(root, "ImageSets", "Main");
        var lists = Splits.Where(name => File.Exists(Path.Combine(folder, $"{name}.txt"))).ToArray();
        return [.. lists.Select(name => whole with
        {
            Name = name,
            Names = File.ReadLines(Path.Combine(folder, $"{name}.txt")).Select(line => line.Trim())
                .Where(line => line.Length > 0 && !line.Contains(' ', StringComparison.Ordinal))
                .ToHashSet(StringComparer.Ordinal),
        })];
    }

    private static bool Holds(string folder, string ending) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, $"*{ending}", SearchOption.AllDirectories).Any();
}
