using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using StableDino.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties;

/// <summary>A recorded file X.json with X.safetensors beside it. Its kind is its name, such as <c>cdn</c> or <c>tiny2x2_train</c>.</summary>
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
    public Tensor this[string name] => SafeTensors.ReadTensor(data!, entries[name]);

    /// <summary>All tensors whose name begins with the prefix, without it.</summary>
    public IEnumerable<(string Name, Tensor Value)> Below(string prefix) =>
        entries.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => (name[prefix.Length..], this[name]));

    public void Dispose() => data?.Dispose();

    /// <summary>Opens what <see cref="Files"/> or <see cref="Cases"/> listed; the row of a missing set becomes a visible skip.</summary>
    public static GoldenFile Open(string path)
    {
        Skip.If(path.StartsWith(Missing, StringComparison.Ordinal), path);
        return new GoldenFile(path);
    }

    /// <summary>Theory rows (path) of every file whose name without extension matches the pattern as a whole.</summary>
    public static IEnumerable<object[]> Files(string pattern)
    {
        var whole = new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant);
        var found = GoldenFolders.All
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
            .Where(path => whole.IsMatch(System.IO.Path.GetFileNameWithoutExtension(path)))
            .DistinctBy(path => (System.IO.Path.GetFileName(path), File.ReadAllText(path)))   // the small cases also lie in ../shared
            .Order(StringComparer.Ordinal).Select(path => new object[] { path }).ToArray();
        return found.Length > 0 ? found : [[$"{Missing} no {pattern}.json in {string.Join(", ", GoldenFolders.All.Append(GoldenFolders.Shared("golden")))}"]];
    }

    /// <summary>Theory rows (path, case id) of every case of every file of the kind.</summary>
    public static IEnumerable<object[]> Cases(string pattern) =>
        Files(pattern).SelectMany(row => ((string)row[0]).StartsWith(Missing, StringComparison.Ordinal)
            ? [[row[0], ""]]
            : JsonDocument.Parse(File.ReadAllText((string)row[0])).RootElement.GetProperty("cases").EnumerateObject()
                .Select(member => new object[] { row[0], member.Name }).ToArray());

    private const string Missing = "(missing)";
}
