using System.Diagnostics;

namespace StableDino.Mutation;

/// <summary>
/// A copy of the sources that may be broken at will; kept between runs so that only what changed is built.
/// </summary>
internal sealed class ScratchCopy(string repository, string folder)
{
    private static readonly string[] Parts = ["src", "samples", "tests/Properties", "build"];

    /// <summary>The pristine sources of the library.</summary>
    public string Core => Path.Combine(repository, "src", "StableDino.Core");

    /// <summary>The built tests.</summary>
    public string Tests =>
        Directory.EnumerateFiles(Path.Combine(folder, "tests", "Properties", "bin"), "StableDino.Properties.dll",
            SearchOption.AllDirectories).First();

    /// <summary>Copies everything, then puts the mutated files, the switch and the worker in.</summary>
    /// <param name="mutated">Text by path relative to the library.</param>
    /// <param name="mutants">Size of the switch.</param>
    public void Fill(IReadOnlyDictionary<string, string> mutated, int mutants)
    {
        foreach (var file in Directory.EnumerateFiles(repository)
            .Where(file => Path.GetExtension(file) is ".props" or ".targets" or ".sln" or ".json"))
            Put(Path.GetFileName(file), File.ReadAllBytes(file));
        Put(Path.Combine("tests", "Directory.Build.props"),
            File.ReadAllBytes(Path.Combine(repository, "tests", "Directory.Build.props")));
        foreach (var part in Parts.Where(part => Directory.Exists(Path.Combine(repository, part))))
            foreach (var file in Directory.EnumerateFiles(
                Path.Combine(repository, part), "*", SearchOption.AllDirectories).Where(IsSource))
            {
                var name = Path.GetRelativePath(repository, file);
                var own = Path.GetRelativePath(Path.Combine("src", "StableDino.Core"), name);
                if (!mutated.ContainsKey(own)) Put(name, File.ReadAllBytes(file));
            }

        foreach (var (name, text) in mutated)
            Put(Path.Combine("src", "StableDino.Core", name), System.Text.Encoding.UTF8.GetBytes(text));
        foreach (var stale in Parts.Select(part => Path.Combine(folder, part)).Where(Directory.Exists)
            .SelectMany(part => Directory.EnumerateFiles(part, "*.cs", SearchOption.AllDirectories)).Where(IsSource)
            .Where(file => !File.Exists(Path.Combine(repository, Path.GetRelativePath(folder, file)))).ToList())
            File.Delete(stale);
        Put(Path.Combine("src", "StableDino.Core", "MutantSwitch.cs"),
            System.Text.Encoding.UTF8.GetBytes(Switch(mutants)));
        Put(Path.Combine("tests", "Properties", "Worker.cs"),
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Worker", "Worker.cs")));
    }

    /// <summary>Builds the tests with all mutants inside.</summary>
    public void Build(TextWriter log)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "build", "-c", "Release", "-v", "q", "-clp:ErrorsOnly", "tests/Properties",
                "-p:RunAnalyzersDuringBuild=false", "-p:TreatWarningsAsErrors=false", "-p:GenerateProgramFile=false" },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        var said = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode == 0) return;
        log.WriteLine(string.Join('\n', said.Split('\n').Take(20)));
        throw new InvalidOperationException("The mutated sources do not build.");
    }

    public static string Switch(int mutants) => $$"""
        namespace StableDino;

        /// <summary>Which mutant acts, and which have been reached.</summary>
        public static class MutantSwitch
        {
            public static int Active;

            public static readonly bool[] Seen = new bool[{{mutants + 1}}];

            public static bool Is(int id)
            {
                Seen[id] = true;
                return id == Active;
            }
        }
        """;

    private static bool IsSource(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    // A file that stays the same keeps its time, so that the build can skip it.
    private void Put(string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
