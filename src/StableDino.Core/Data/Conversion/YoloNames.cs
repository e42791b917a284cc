using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StableDino.Data;

/// <summary>
/// The class names of a YOLO data set: <c>names:</c> of a YAML file, or a name a line in <c>classes.txt</c>.
/// </summary>
internal static class YoloNames
{
    private const long LargestFile = 1 << 20;
    private const int Deepest = 32;

    /// <summary>The names; empty, with a fault, where there are none.</summary>
    public static ImmutableArray<string> Of(string root, FaultList faults)
    {
        var yaml = new[] { "data.yaml", "dataset.yaml" }.Select(name => Path.Combine(root, name)).Where(File.Exists)
            .Concat(Directory.EnumerateFiles(root, "*.y*ml").Order(StringComparer.Ordinal)).FirstOrDefault();
        var plain =
            new[] { "classes.txt", "labels/classes.txt", "obj.names", "labels.txt" }.Select(name =>
                Path.Combine(root, name)).FirstOrDefault(File.Exists);
        var file = yaml ?? plain;
        if (file is null)
        {
            faults.Add(
                new DataFault(DataFaultKind.NamesMissing,
                    "There is no list of class names; they are called class-0, class-1, and so on.", root, "",
                    "Write names: in data.yaml, or one name a line in classes.txt."));
            return [];
        }
        if (new FileInfo(file).Length > LargestFile) return Invalid("The list of names is larger than a megabyte.", "");
        try
        {
            using var text = File.OpenText(file);
            var names = yaml is null
                ? [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)]
                : Names(new Parser(text));
            return names.IsEmpty ? Invalid("There are no names in it.", "") : names;
        }
        catch (YamlException problem)
        {
            return Invalid($"The file is not YAML: {problem.Message}",
                $"line {problem.Start.Line}, column {problem.Start.Column}");
        }

        ImmutableArray<string> Invalid(string message, string place)
        {
            faults.Add(new DataFault(DataFaultKind.NamesInvalid, message, file, place,
                "Write names: [first, second], or names: with an index and a name a line."));
            return [];
        }
    }

    /// <summary>
    /// Reads events, one after the other: no tree is built and no alias followed. Lists within lists end the reading,
    /// since the parser's time for each grows with how deep it lies.
    /// </summary>
    private static ImmutableArray<string> Names(Parser events)
    {
        var depth = 0;
        while (depth <= Deepest && events.MoveNext())
        {
            if (depth == 1 && events.Current is Scalar { Value: "names" } && events.MoveNext())
                return events.Current switch
                {
                    SequenceStart => Listed(events),
                    MappingStart => Mapped(events),
                    _ => [],
                };
            depth += events.Current?.NestingIncrease ?? 0;
            if (events.Current is DocumentStart or StreamStart) depth = 0;
        }
        return [];
    }

    private static ImmutableArray<string> Listed(Parser events)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        while (events.MoveNext() && events.Current is Scalar name) names.Add(name.Value);
        return events.Current is SequenceEnd ? names.ToImmutable() : [];
    }

    /// <summary>Index and name, in any order; indices without a name get one.</summary>
    private static ImmutableArray<string> Mapped(Parser events)
    {
        var names = new SortedDictionary<int, string>();
        while (events.MoveNext() && events.Current is Scalar index && events.MoveNext()
            && events.Current is Scalar name)
        {
            if (!int.TryParse(index.Value, out var number) || number is < 0 or > 100_000) return [];
            names[number] = name.Value;
        }
        return events.Current is MappingEnd && names.Count > 0
            ? [.. Enumerable.Range(0, names.Keys.Max() + 1)
                .Select(number => names.TryGetValue(number, out var name) ? name : $"class-{number}")]
            : [];
    }
}
