using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Pipeline;

namespace StableDino.Checkpoints;

/// <summary>What loading a file into a detector would do, worked out from what the file lists.</summary>
/// <param name="Whole">Official name and source of every tensor to copy as it is.</param>
/// <param name="ByClass">Those whose first axis is the class list, perhaps with rows after it, where the lists
/// differ.</param>
/// <param name="ClassRows">From which row of the file to which row of the detector.</param>
/// <param name="Report">The plan in words.</param>
internal sealed record LoadPlan(
    ImmutableArray<(string Name, TranslatedTensor Entry)> Whole,
    ImmutableArray<(string Name, TranslatedTensor Entry)> ByClass,
    ImmutableArray<(int From, int To)> ClassRows,
    LoadReport Report)
{
    /// <summary>
    /// Compares a file with a definition and either plans the copies or explains why it must not happen.
    /// </summary>
    public static Either<Fault, LoadPlan> Make(
        Checkpoint file, DetectorDefinition definition, ImmutableArray<string> classes, LoadPolicy policy)
    {
        var translation = Translation.Of(file, definition);
        var theirModel = CheckpointMetadata.FromFields(file.Metadata).Map(m => m.Model);
        var theirs = translation.Classes.Select(c => c.Name).ToImmutableArray();
        var sameClasses = theirs.IsEmpty || theirs.SequenceEqual(classes, StringComparer.Ordinal);

        var known = definition.Parameters(classes.Length);
        var perClass =
            known.Zip(definition.Parameters(classes.Length + 1),
                (a, b) => (a.Name, Grows: !a.Shape.SequenceEqual(b.Shape)))
                .Where(pair => pair.Grows).Select(pair => pair.Name).ToImmutableHashSet(StringComparer.Ordinal);
        var aliases = known.Where(info => info.Kind == ParameterKind.Alias)
            .ToLookup(info => info.OwnName, info => info.Name);
        var entries = translation.Tensors.ToDictionary(entry => entry.Name, StringComparer.Ordinal);

        var whole = ImmutableArray.CreateBuilder<(string, TranslatedTensor)>();
        var byClass = ImmutableArray.CreateBuilder<(string, TranslatedTensor)>();
        var missing = ImmutableArray.CreateBuilder<string>();
        var misshapen = new List<string>();
        foreach (var info in known.Where(info => info.Kind != ParameterKind.Alias))
        {
            var found = aliases[info.OwnName].Prepend(info.Name).FirstOrDefault(entries.ContainsKey);
            if (found is null)
            {
                missing.Add(info.Name);
                continue;
            }

            var entry = entries[found];
            if (perClass.Contains(info.Name) && !sameClasses && entry.Shape.Length == info.Shape.Length
                && Tail(entry.Shape).SequenceEqual(Tail(info.Shape))
                && entry.Shape[0] - theirs.Length == info.Shape[0] - classes.Length)
                byClass.Add((info.Name, entry));
            else if (entry.Shape.SequenceEqual(info.Shape))
                whole.Add((info.Name, entry));
            else
                misshapen.Add($"{info.Name} is {Text(entry.Shape)}, needed {Text(info.Shape)}");
        }

        var names = known.Select(info => info.Name).ToImmutableHashSet(StringComparer.Ordinal);
        var unexpected = translation.Tensors.Where(entry => !names.Contains(entry.Name)).Select(entry => entry.Name)
            .ToImmutableArray();
        var kept = byClass.Count == 0 ? [] : classes.Where(name => theirs.Contains(name)).ToImmutableArray();
        var report = new LoadReport(
            [.. whole.Select(pair => pair.Item1)], missing.ToImmutable(), unexpected,
            [.. byClass.Select(pair => pair.Item1)],
            kept, byClass.Count == 0 ? [] : [.. classes.Except(kept)], translation.Layout.Title, translation.Notes);

        var unloadedBackbone =
            report.Missing.Any(name =>
                name.StartsWith("backbone.", StringComparison.Ordinal) && !IsOutNorm(translation.Layout, name));
        var refused = misshapen.Count > 0 || unexpected.Length > 0 || policy switch
        {
            LoadPolicy.Exact => missing.Count > 0 || byClass.Count > 0,
            _ => unloadedBackbone,
        };
        if (refused)
            return Mismatch(file.Path, theirModel, translation.Layout, definition.Name, missing, unexpected, misshapen,
                byClass.Count > 0);
        if (!translation.Differences.IsEmpty) return Disagreement(file.Path, translation, definition.Name);

        var rows = kept.Select(name => (theirs.IndexOf(name), classes.IndexOf(name))).ToImmutableArray();
        return new LoadPlan(whole.ToImmutable(), byClass.ToImmutable(), rows, report);
    }

    /// <summary>
    /// The norm of a feature map, which no ImageNet file of a Swin Transformer or a FocalNet has: it stays as
    /// initialised.
    /// </summary>
    public static bool IsOutNorm(Layout layout, string name) =>
        (layout == Layouts.Swin || layout == Layouts.FocalNet)
        && name.StartsWith("backbone.norm", StringComparison.Ordinal);

    private static Fault Disagreement(string path, Translation translation, string model) => new(
        $"The weights are of {translation.Layout.Title} and do not mean the same in '{model}': "
        + $"{string.Join("; ", translation.Differences.Select(d => d.Text))}.",
        path,
        Hint: $"To begin with them all the same, convert them first: checkpoint convert {path} OUT --model {model} "
            + $"--accept {string.Join(',', translation.Differences.Select(d => d.Key))}.");

    private static Fault Mismatch(
        string path, Option<string> theirModel, Layout layout, string ourModel, IReadOnlyCollection<string> missing,
        IReadOnlyCollection<string> unexpected, IReadOnlyCollection<string> misshapen, bool otherClasses)
    {
        var whose = theirModel.Match(
            model => model == ourModel
                ? $"The checkpoint is marked as one of '{model}' but does not fit it"
                : $"The checkpoint is of '{model}', not of '{ourModel}'",
            () => layout == Layouts.Official
                ? $"The checkpoint does not fit '{ourModel}'"
                : $"The checkpoint is of {layout.Title} and does not fit '{ourModel}'");
        var parts = new[]
        {
            Part(missing, "missing"),
            Part(unexpected, "unknown"),
            Part(misshapen, "of another shape"),
            otherClasses ? "another class list" : "",
        };
        var hint = theirModel.Match(
            model => model == ourModel
                ? "Write the checkpoint again with this version."
                : $"Use --model {model}, or another checkpoint.",
            () => "Use a checkpoint of this architecture, under one of the names that docs/checkpoints.md lists.");
        return new Fault(
            $"{whose}: {string.Join("; ", parts.Where(part => part.Length > 0))}.", path, Hint: hint);
    }

    private static string Part(IReadOnlyCollection<string> names, string what) =>
        names.Count == 0
            ? ""
            : $"{names.Count} {what} ({string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", …" : "")})";

    private static IEnumerable<long> Tail(ImmutableArray<long> shape) => shape.Skip(1);

    private static string Text(ImmutableArray<long> shape) => $"[{string.Join(", ", shape)}]";
}
