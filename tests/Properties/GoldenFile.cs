using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using StableDino.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties;

/// <summary>
/// A recorded file X.json with X.safetensors beside it. Its kind is its name, such as <c>cdn</c> or
/// <c>tiny2x2_train</c>.
/// </summary>
public sealed class GoldenFile : IDisposable
{
    private readonly FileStream? data;
    private readonly ImmutableDictionary<string, TensorEntry> entries;

    private GoldenFile(string jsonPath)
    {
        Path = jsonPath;
        Json = JsonDocument.Parse(File.ReadAllText(jsonPath)).RootElement;
        var tensors = System.IO.Path.ChangeExtension(jsonPath, ".safetensors");
        if (File.Exists(tensors))
        {
            data = File.OpenRead(tensors);
            entries = SafeTensors.ReadHeader(tensors).Match(
                header => header.Entries.ToImmutableDictionary(entry => entry.Name),
                fault => throw new InvalidDataException(fault.Message));
        }
        else entries = ImmutableDictionary<string, TensorEntry>.Empty;
    }

    public string Path { get; }

    public JsonElement Json { get; }

    public IEnumerable<string> Names => entries.Keys;

    /// <summary>The hyper-parameters of one case.</summary>
    public JsonElement Case(string id) => Json.GetProperty("cases").GetProperty(id);

    public bool Has(string name) => entries.ContainsKey(name);

    /// <summary>A stored tensor, owned by the current dispose scope or the caller.</summary>
    public Tensor this[string name]
    {
        get
        {
            DeviationTable.Read(Title, name);
            return SafeTensors.ReadTensor(data!, entries[name]);
        }
    }

    /// <summary>All tensors whose name begins with the prefix, without it.</summary>
    public IEnumerable<(string Name, Tensor Value)> Below(string prefix) =>
        entries.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => (name[prefix.Length..], this[name]));

    /// <summary>The folder and name by which the table of deviations knows the file.</summary>
    public string Title =>
        string.Join('/', System.IO.Path.ChangeExtension(Path, null).Replace('\\', '/').Split('/') switch
        {
            [.., var outer, var folder, "case"] when outer != "variants" => [outer, folder],
            [.., var folder, "case"] => [folder],
            [.., var folder, var name] => [folder, name],
            var other => other,
        });

    /// <summary>Notes how far the numbers lie apart, for the table, and fails above ten times the noise.</summary>
    /// <param name="id">Case.</param>
    /// <param name="noise">What kind of numbers they are.</param>
    /// <param name="expected">Recorded.</param>
    /// <param name="actual">Ours.</param>
    /// <param name="what">What they are.</param>
    /// <param name="norm">What gradients are relative to.</param>
    public void Compare(string id, Noise noise, Tensor expected, Tensor actual, string what, double norm = 1)
    {
        Assert.True(expected.shape.SequenceEqual(actual.shape),
            $"{Title} {id}, {what}: shape [{string.Join(", ", actual.shape)}] instead of "
            + $"[{string.Join(", ", expected.shape)}]");
        var deviation = noise.Largest(expected, actual, norm);
        DeviationTable.Note(Title, id, noise, deviation, what, expected.numel());
        Assert.True(deviation <= noise.Bar,
            $"{Title} {id}, {what}: off by {deviation:e2} ({noise.Unit}); the noise of {noise.Kind} is "
            + $"{noise.Floor:e1}, the bar {noise.Bar:e1}");
    }

    /// <inheritdoc cref="Compare(string, Noise, Tensor, Tensor, string, double)"/>
    public void Compare(string id, Noise noise, Tensor expected, double[] actual, string what)
    {
        using var scope = NewDisposeScope();
        Compare(id, noise, expected.flatten(), tensor(actual), what);
    }

    public void Dispose()
    {
        data?.Dispose();
        DeviationTable.Write();
    }

    /// <summary>
    /// Opens what <see cref="Files"/> or <see cref="Cases"/> listed; the row of a missing set becomes a visible skip.
    /// </summary>
    public static GoldenFile Open(string path)
    {
        Skip.If(path.StartsWith(Missing, StringComparison.Ordinal), path);
        var file = new GoldenFile(path);
        DeviationTable.Opened(file);
        return file;
    }

    /// <summary>Theory rows (path) of every file whose name without extension matches the pattern as a whole.</summary>
    public static IEnumerable<object[]> Files(string pattern)
    {
        var whole = new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant);
        return Rows(Known.Where(file => whole.IsMatch(System.IO.Path.GetFileNameWithoutExtension(file.Path))),
            $"{pattern}.json");
    }

    /// <summary>Theory rows (path) of every file of a kind, whatever its name and folder.</summary>
    public static IEnumerable<object[]> Files(GoldenKind kind) =>
        Rows(Known.Where(file => file.Kind == kind), $"recorded {kind}");

    /// <summary>Theory rows (path, case id) of every case of every file of a kind.</summary>
    public static IEnumerable<object[]> Cases(GoldenKind kind) =>
        Files(kind).SelectMany(row => ((string)row[0]).StartsWith(Missing, StringComparison.Ordinal)
            ? [[row[0], ""]]
            : JsonDocument.Parse(File.ReadAllText((string)row[0])).RootElement.GetProperty("cases").EnumerateObject()
                .Select(member => new object[] { row[0], member.Name }).ToArray());

    /// <summary>
    /// Every JSON file below the folders with its kind; a file that lies twice, by name and content, counts once.
    /// </summary>
    internal static IReadOnlyList<(string Path, GoldenKind Kind)> In(IEnumerable<string> folders) =>
        [.. folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
            .Select(path => (Path: path, Text: File.ReadAllText(path)))
            .DistinctBy(file => (System.IO.Path.GetFileName(file.Path), file.Text))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => (file.Path, KindOf(file.Text)))];

    /// <summary>Everything recorded that was found.</summary>
    internal static IReadOnlyList<(string Path, GoldenKind Kind)> Known => Supposed.Value ?? Found.Value;

    /// <summary>Until the result is disposed, this flow of control finds these files and no others.</summary>
    internal static IDisposable Suppose(IReadOnlyList<(string Path, GoldenKind Kind)> files)
    {
        Supposed.Value = files;
        return new Supposition();
    }

    private sealed class Supposition : IDisposable
    {
        public void Dispose() => Supposed.Value = null;
    }

    private static readonly AsyncLocal<IReadOnlyList<(string Path, GoldenKind Kind)>?> Supposed = new();

    private static readonly Lazy<IReadOnlyList<(string Path, GoldenKind Kind)>> Found =
        new(() => In(GoldenFolders.All));

    private static GoldenKind KindOf(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return GoldenKinds.Of(json.RootElement);
        }
        catch (JsonException)
        {
            return GoldenKind.Other;
        }
    }

    private static IEnumerable<object[]> Rows(IEnumerable<(string Path, GoldenKind Kind)> files, string wanted) =>
        files.Select(file => new object[] { file.Path }).OrMissing(wanted);

    internal static string NotFound(string wanted) => $"{Missing} no {wanted} in "
        + $"{string.Join(", ", GoldenFolders.All.Append(GoldenFolders.Shared("golden")))}";

    private const string Missing = "(missing)";
}
