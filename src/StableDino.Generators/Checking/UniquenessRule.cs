using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;


namespace StableDino.Generators.Checking;

/// <summary>Within an assembly, no two detectors share a name or a class.</summary>
internal static class UniquenessRule
{
    /// <summary>Findings with the declaration they belong to: the later of two.</summary>
    public static IEnumerable<(ParsedDetector Detector, Finding Finding)> Check(IReadOnlyList<ParsedDetector> detectors)
    {
        var names = new Dictionary<string, ParsedDetector>(StringComparer.Ordinal);
        var classes = new Dictionary<string, ParsedDetector>(StringComparer.Ordinal);
        foreach (var detector in detectors)
        {
            if (classes.TryGetValue(detector.Declaration.ClassPath, out var twin))
                yield return (detector,
                    Finding.Of(Descriptors.ClassCollision, [], detector.Declaration.Path, twin.Declaration.Path,
                        detector.Declaration.ClassPath));
            else
                classes.Add(detector.Declaration.ClassPath, detector);

            if (NameOf(detector) is not { } name)
                continue;
            if (names.TryGetValue(name, out var owner))
                yield return (detector,
                    Finding.Of(Descriptors.DuplicateName, ["Name"], detector.Declaration.Property, name,
                        owner.Declaration.Property, Free(name, names)) with { Mend = Literal.Of(Free(name, names)) });
            else
                names.Add(name, detector);
        }
    }

    private static string? NameOf(ParsedDetector detector) =>
        (detector.Value as ConfigValue.Record)?["Name"] is ConfigValue.Constant { Value: string name } ? name : null;

    private static string Free(string name, Dictionary<string, ParsedDetector> taken) =>
        Enumerable.Range(2, taken.Count + 1).Select(n => $"{name}-{n}")
            .First(candidate => !taken.ContainsKey(candidate));
}
