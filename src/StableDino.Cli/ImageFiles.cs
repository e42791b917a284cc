using StableDino.Foundation;

namespace StableDino.Cli;

/// <summary>Image files that a command line names.</summary>
internal static class ImageFiles
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Files as they are, folders' images by name; and what is missing.</summary>
    /// <param name="paths">Files and folders.</param>
    public static (string[] Files, Fault[] Missing) In(string[] paths)
    {
        var files = paths.SelectMany(path => Directory.Exists(path)
            ? Directory.EnumerateFiles(path)
                .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
            : Enumerable.Repeat(path, 1)).ToArray();
        var missing = files.Where(file => !File.Exists(file))
            .Select(file => new Fault("There is no such image.", file, Hint: "Check the path.")).ToArray();
        return files.Length == 0 && paths.Length > 0
            ? ([],
                [new Fault("There are no images in the folder.", paths[0],
                    Hint: $"Images end in {string.Join(", ", Endings)}.")])
            : ([.. files.Where(File.Exists)], missing);
    }
}
