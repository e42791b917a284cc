using System.Collections.Immutable;

namespace StableDino.Checkpoints;

/// <summary>
/// detectron2's name heuristics: a model's tensor takes the file's longest name that is the end of its own.
/// </summary>
internal static class SuffixMatching
{
    /// <summary>The file's name to the model's, for every pair that belongs together and to no other.</summary>
    /// <param name="file">Names in the file.</param>
    /// <param name="model">Official names, aliases included.</param>
    public static ImmutableDictionary<string, string> Of(ImmutableArray<string> file, ImmutableArray<string> model)
    {
        var known = file.ToHashSet(StringComparer.Ordinal);
        return model
            .Select(name => (Name: name, Source: Ends(name).FirstOrDefault(known.Contains)))
            .Where(pair => pair.Source is not null)
            .GroupBy(pair => pair.Source!, pair => pair.Name, StringComparer.Ordinal)
            .Where(group => group.Count() == 1)
            .ToImmutableDictionary(group => group.Key, group => group.Single(), StringComparer.Ordinal);
    }

    // the name, then the name without its first part, and so on: the longest first
    private static IEnumerable<string> Ends(string name)
    {
        for (var at = 0; at >= 0; at = name.IndexOf('.', at) is var dot and >= 0 ? dot + 1 : -1)
            yield return name[at..];
    }
}
