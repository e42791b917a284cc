using static StableDino.Properties.GoldenFolders;

namespace StableDino.Properties.Architecture;

/// <summary>Where the sources lie.</summary>
public class FolderTests
{
    private const int MostFiles = 30;

    private static readonly string Sources = Path.Combine(RepositoryRoot, "src");

    private static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(Sources, file).Replace('\\', '/'))
            .Where(static file => !file.Contains("/obj/") && !file.Contains("/bin/"))
            .Where(static file => !file.StartsWith("StableDino.Generators/"));

    [Fact]
    public void No_folder_holds_more_files_than_a_reader_surveys() =>
        Assert.Empty(
            from folder in Files.GroupBy(static file => Path.GetDirectoryName(file))
            where folder.Count() > MostFiles
            select $"{folder.Key} holds {folder.Count()} files; sort them into folders of at most {MostFiles}");

    /// <summary>A project's first level of folders is part of the namespace; deeper ones are for browsing.</summary>
    [Fact]
    public void Namespaces_follow_folders() =>
        Assert.Empty(
            from file in Files
            let declared = File.ReadLines(Path.Combine(Sources, file))
                .FirstOrDefault(static line => line.StartsWith("namespace "), "")
            where declared.Length > 0
            let wanted = $"namespace {Namespace(file.Split('/'))};"
            where declared != wanted
            select $"{file}: {declared} should be {wanted}");

    private static string Namespace(string[] path)
    {
        var project = path[0] == "StableDino.Core" ? "StableDino" : path[0];
        return path.Length > 2 ? $"{project}.{path[1]}" : project;
    }
}
