using NetArchTest.Rules;
using StableDino.Pipeline;
using static StableDino.Properties.GoldenFolders;

namespace StableDino.Properties.Architecture;

/// <summary>
/// Dependencies of the library point one way (docs/architecture.md): signatures, base types and method bodies as
/// compiled, and imports as written.
/// </summary>
public class ArrowTests
{
    private static readonly string[] BelowNetwork =
        ["Configuration", "Foundation", "Onnx", "Pipeline", "Objective"];

    private static readonly string[] BelowEvaluation = ["Configuration", "Foundation", "Pipeline", "Data"];

    // Each folder of the library, and the folders that it may use.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Configuration"] = [],
        ["Foundation"] = ["Configuration"],
        ["Onnx"] = ["Foundation"],
        ["Pipeline"] = ["Configuration", "Foundation", "Onnx"],
        ["Objective"] = ["Configuration", "Foundation", "Pipeline"],
        ["Network"] = BelowNetwork,
        ["Zoo"] = [.. BelowNetwork, "Network"],
        ["Export"] = [.. BelowNetwork, "Network"],
        ["Data"] = ["Configuration", "Foundation", "Pipeline"],
        ["Evaluation"] = BelowEvaluation,
        ["Reporting"] = [.. BelowEvaluation, "Evaluation"],
        ["Checkpoints"] = [.. BelowNetwork, "Network", "Data"],
        ["Runs"] = [.. BelowNetwork, "Network", "Data", "Evaluation", "Checkpoints"],
    };

    private static readonly string Library = Path.Combine(RepositoryRoot, "src", "StableDino.Core");

    public static TheoryData<string> Folders => [.. Allowed.Keys];

    [Fact]
    public void Every_folder_of_the_library_has_its_arrows() =>
        Assert.Equal(
            Allowed.Keys.Order(),
            Directory.EnumerateDirectories(Library)
                .Where(static folder => Path.GetFileName(folder) is not ("bin" or "obj")
                    && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
                .Select(Path.GetFileName).Order());

    [Theory, MemberData(nameof(Folders))]
    public void No_type_uses_what_stands_above_it(string folder) =>
        Assert.Empty(
            from above in Above(folder)
            from name in Types.InAssembly(typeof(Detector).Assembly)
                .That().ResideInNamespace($"StableDino.{folder}")
                .ShouldNot().HaveDependencyOnAny($"StableDino.{above}")
                .GetResult().FailingTypeNames ?? []
            select $"{name} uses {above}");

    [Theory, MemberData(nameof(Folders))]
    public void No_file_imports_what_stands_above_it(string folder) =>
        Assert.Empty(
            from file in Directory.EnumerateFiles(Path.Combine(Library, folder), "*.cs", SearchOption.AllDirectories)
            from line in File.ReadLines(file).TakeWhile(static line => !line.StartsWith("namespace "))
            from above in Above(folder)
            where line.Contains($" StableDino.{above};") || line.Contains($" StableDino.{above}.")
            select $"{Path.GetRelativePath(Library, file)} imports {above}");

    private static IEnumerable<string> Above(string folder) =>
        Allowed.Keys.Except([.. Allowed[folder], folder]);
}
