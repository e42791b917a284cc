using System.Collections.Immutable;
using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Pipeline;
using static LanguageExt.Prelude;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>
/// Writes a file's tensors under a model's official names, as safetensors or <c>.pth</c>. Nothing is made up: what the
/// file does not
/// have, the result does not have.
/// </summary>
public static class CheckpointConversion
{
    /// <summary>The key that accepts a file without the whole backbone.</summary>
    public const string BackboneKey = "backbone";

    /// <summary>Reads, renames, checks and writes; writes nothing when something is wrong.</summary>
    /// <param name="input">A weight file of any format and known layout.</param>
    /// <param name="output">Ends in <c>.safetensors</c>, <c>.pth</c> or <c>.pt</c>.</param>
    /// <param name="definition">The model.</param>
    /// <param name="classes">What the class rows mean, where the file does not say; else empty.</param>
    /// <param name="accepted">Keys of differences that the user accepts, and <see cref="BackboneKey"/>.</param>
    public static Either<Fault, ConversionReport> Run(
        string input, string output, DetectorDefinition definition, ImmutableArray<CocoCategory> classes,
        ImmutableArray<string> accepted) =>
        from writer in WriterFor(output)
        from report in Checkpoint.Open(input).Bind(file =>
        {
            using (file) return Convert(file, output, writer, definition, classes, accepted);
        })
        select report;

    private delegate void Writer(string path, IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IEnumerable<KeyValuePair<string, string>> metadata);

    private static Either<Fault, Writer> WriterFor(string output) => Path.GetExtension(output) switch
    {
        ".safetensors" => new Writer(SafeTensorsWriter.Write),
        ".pth" or ".pt" => new Writer(PyTorchWriter.Write),
        _ => new Fault(
            "The name does not say in which format to write.", output, Hint: "End it in .safetensors or .pth."),
    };

    private static Either<Fault, ConversionReport> Convert(
        Checkpoint file, string output, Writer writer, DetectorDefinition definition,
        ImmutableArray<CocoCategory> given, ImmutableArray<string> accepted)
    {
        var translation = Translation.Of(file, definition);
        var own = CheckpointMetadata.FromFields(file.Metadata);
        var rows =
            translation.Tensors.FirstOrDefault(entry =>
                entry.Name.EndsWith("class_embed.0.weight", StringComparison.Ordinal))?.Shape is [var count, ..]
                ? count
                : 0;
        var classes = given.IsEmpty ? translation.Classes : given;
        if (rows != classes.Length && rows > 0)
            return new Fault(
                classes.IsEmpty
                    ? $"The file does not say what its {rows} class rows mean."
                    : $"The file has {rows} class rows; {classes.Length} classes were named.",
                file.Path,
                Hint: "Name them: --classes ANNOTATIONS.json, a COCO file with the categories of the training.");

        var known = definition.Parameters(rows > 0 ? classes.Length : definition.Config.Classes);
        var entries = translation.Tensors.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        var names = known.ToLookup(info => info.OwnName, info => info.Name);
        var found =
            known.Select(info =>
                (Info: info, Entry: names[info.OwnName].Prepend(info.Name).Where(entries.ContainsKey)
                    .Select(name => entries[name]).FirstOrDefault())).ToArray();
        var here = found.Where(pair => pair.Entry is not null)
            .Select(pair => (pair.Info, Entry: pair.Entry!)).ToArray();
        var misshapen = here.Where(pair => !pair.Entry.Shape.SequenceEqual(pair.Info.Shape))
            .Select(pair =>
                $"{pair.Info.Name} is [{string.Join(", ", pair.Entry.Shape)}], needed "
                    + $"[{string.Join(", ", pair.Info.Shape)}]").ToArray();
        var ours = known.Select(info => info.Name).ToImmutableHashSet(StringComparer.Ordinal);
        var report = new ConversionReport(
            file.Format, translation.Layout.Title,
            [.. here.Select(pair => (pair.Info.Name, pair.Entry.Source.Name))],
            [.. found.Where(pair => pair.Entry is null && pair.Info.Kind != ParameterKind.Alias)
                .Select(pair => (pair.Info.Name, Absence(translation.Layout, pair.Info.Name)))],
            [.. translation.LeftAside,
                .. translation.Tensors.Where(entry => !ours.Contains(entry.Name))
                    .Select(entry => (entry.Source.Name, $"'{definition.Name}' has no '{entry.Name}'"))],
            [.. here.Where(pair => !pair.Entry.Rows.IsDefault)
                .Select(pair =>
                    (pair.Info.Name, $"{pair.Entry.Rows.Length} of {pair.Entry.Source.Shape[0]} rows, by COCO's ids"))],
            [.. translation.Differences.Where(difference => accepted.Contains(difference.Key))],
            translation.Notes);

        if (misshapen.Length > 0)
            return new Fault(
                $"The file is of {translation.Layout.Title} and does not fit '{definition.Name}': {misshapen.Length} "
                + $"of another shape ({string.Join("; ", misshapen.Take(3))}).",
                file.Path, Hint: "Give the --model that the file was trained as.");
        if (here.Length == 0)
            return new Fault(
                $"No tensor of the file belongs to '{definition.Name}'; it is of {translation.Layout.Title}.",
                file.Path, Hint: "Give the --model that the file was trained as.");
        var open = translation.Differences.Where(difference => !accepted.Contains(difference.Key)).ToArray();
        if (open.Length > 0)
            return new Fault(
                $"The weights are of {translation.Layout.Title} and do not mean the same in '{definition.Name}': "
                + $"{string.Join("; ", open.Select(d => d.Text))}.",
                file.Path,
                Hint: $"If you will train on from them, say so: --accept {string.Join(',', open.Select(d => d.Key))}.");
        var bare =
            report.Missing.Where(pair => pair.Name.StartsWith("backbone.", StringComparison.Ordinal)
                && !LoadPlan.IsOutNorm(translation.Layout, pair.Name)).ToArray();
        if (bare.Length > 0 && !accepted.Contains(BackboneKey))
            return new Fault(
                $"{bare.Length} tensors of the backbone are not in the file ({bare[0].Name}, …).", file.Path,
                Hint: $"If that is meant, say so: --accept {BackboneKey}.");

        var metadata = own.Map(m => m with { Model = definition.Name, Classes = classes }).IfNone(
            () =>
                new CheckpointMetadata(definition.Name, classes, definition.Config.ToString(), 0, new ResizeConfig()));
        return Write(file, here, output, writer, metadata).Map(_ => report);
    }

    private static Either<Fault, Unit> Write(
        Checkpoint file, (ParameterInfo Info, TranslatedTensor Entry)[] here, string output, Writer writer,
        CheckpointMetadata metadata)
    {
        using var scope = NewDisposeScope();
        // a shared tensor is read once
        var read = new Dictionary<TranslatedTensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (_, entry) in here)
        {
            if (read.ContainsKey(entry)) continue;
            var tensor = entry.Read(file);
            if (tensor.Case is Fault fault) return fault;
            tensor.IfRight(value => read.Add(entry, value));
        }

        writer(output, [.. here.Select(pair => KeyValuePair.Create(pair.Info.Name, read[pair.Entry]))],
            metadata.ToFields());
        return unit;
    }

    private static string Absence(Layout layout, string name) => layout switch
    {
        _ when LoadPlan.IsOutNorm(layout, name) =>
            "an ImageNet file has no norm of a feature map: it begins as the identity",
        { BackboneOnly: true } when !name.StartsWith("backbone.", StringComparison.Ordinal) =>
            "the file is of a backbone alone",
        _ when name.Contains("fusion_layer", StringComparison.Ordinal) => "the file's model does not fuse memories",
        _ => "the file does not have it",
    };
}
