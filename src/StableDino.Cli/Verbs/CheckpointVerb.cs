using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Cli.Verbs;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary><c>checkpoint inspect FILE | convert IN OUT --model NAME</c></summary>
internal static class CheckpointVerb
{
    public static Command Command(Models models) =>
        new("checkpoint", "Look into weight files, and write them in another form.") { InspectCommand(),
            ConvertCommand(models) };

    private static Command InspectCommand()
    {
        var file = new Argument<string>(
            "file") { Description = "A weight file: safetensors, .pth or .pkl. Its content decides which." };
        var inspect = new Command("inspect",
            "Names, types, shapes, sizes and hashes of a checkpoint's tensors, and what it holds beside them.")
        {
            file,
        };
        inspect.SetAction(parsed => Inspect(parsed.GetValue(file)!, Tool.Terminal(parsed)));
        return inspect;
    }

    private static Command ConvertCommand(Models models)
    {
        var input = new Argument<string>(
            "in") { Description = "A weight file of any format, under any name that docs/checkpoints.md lists." };
        var output = new Argument<string>("out") { Description = "Where to write; .safetensors or .pth." };
        var model =
            new Option<string>(
                "--model") { Description = "Name of the model whose weights they are, as `models list` prints it.",
                    Required = true };
        var classes = new Option<string?>(
            "--classes") { Description =
                "A COCO annotation file with the categories of the training, where the weights do not name them." };
        var accept = new Option<string>("--accept")
        {
            Description =
                "Differences to accept, separated by commas: backbone (not all of it is in the file), temperature, "
                    + "offset, sharing, pixels, strides.",
            DefaultValueFactory = _ => "",
        };
        var convert = new Command("convert",
            "Write a model's weights under the official names, and report every tensor.") { input, output, model,
                classes, accept };
        convert.SetAction(parsed =>
        {
            var terminal = Tool.Terminal(parsed);
            var accepted =
                parsed.GetValue(accept)!.Split(
                    ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToImmutableArray();
            var target = parsed.GetValue(output)!;
            var converted =
                from definition in models.Find(parsed.GetValue(model)!).MapLeft(one => new[] { one })
                from categories in Categories(parsed.GetValue(classes))
                from report in CheckpointConversion.Run(
                    parsed.GetValue(input)!, target, definition, categories, accepted).MapLeft(one => new[] { one })
                select report;
            return converted.Match(
                report => terminal.Done(
                    ConversionText.Document(report, target), ConversionText.Lines(report, target)),
                faults => terminal.Refuse(faults));
        });
        return convert;
    }

    private static Either<Fault[], ImmutableArray<CocoCategory>> Categories(string? path) => path is null
        ? ImmutableArray<CocoCategory>.Empty
        : CocoJson.Read(path).ToEither().MapLeft(faults => faults.ToArray<Fault>())
            .Map(content => new ClassList(content.Categories).Categories);

    private static int Inspect(string path, Terminal terminal)
    {
        var inspected = from checkpoint in Checkpoint.Open(path)
                        from hashes in Hashes(checkpoint)
                        select (checkpoint, hashes);
        return inspected.Match(
            found => Answer(found.checkpoint, found.hashes, terminal), fault => terminal.Refuse(fault));
    }

    private static int Answer(Checkpoint checkpoint, Seq<string> hashes, Terminal terminal)
    {
        var tensors = checkpoint.Tensors.Zip(
            hashes, (entry, hash) => (Entry: entry, Hash: hash, Type: SafeTensors.NameOf(entry.Type).IfNone("?")))
            .ToArray();
        var metadata = checkpoint.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        string[] lines =
        [
            $"{FormatName(checkpoint.Format)}: {tensors.Length} tensors, "
                + $"{Mebibytes(tensors.Sum(one => one.Entry.Bytes))} MiB",
            .. metadata.Select(pair => $"{pair.Key}: {pair.Value}"),
            .. tensors.Select(one =>
                $"{one.Hash[..12]}  {one.Type,-4} {one.Entry.Name} [{string.Join(", ", one.Entry.Shape)}]"),
        ];
        var document = new JsonObject
        {
            ["format"] = FormatName(checkpoint.Format),
            ["tensors"] = new JsonArray([.. tensors.Select(one => new JsonObject
            {
                ["name"] = one.Entry.Name,
                ["dtype"] = one.Type,
                ["shape"] = new JsonArray([.. one.Entry.Shape.Select(size => JsonValue.Create(size))]),
                ["bytes"] = one.Entry.Bytes,
                ["sha256"] = one.Hash,
            })]),
            ["metadata"] =
                new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
        return terminal.Done(document, string.Join('\n', lines));
    }

    /// <summary>The tensors' hashes in the file's order; the file is closed then.</summary>
    private static Either<Fault, Seq<string>> Hashes(Checkpoint checkpoint)
    {
        using (checkpoint)
            return Prelude.toSeq(checkpoint.Tensors.Select(entry => Hash(checkpoint, entry)).ToArray()).Sequence();
    }

    /// <summary>SHA-256 of a tensor's elements in row-major order, little-endian: the same in every format.</summary>
    private static Either<Fault, string> Hash(Checkpoint checkpoint, CheckpointTensor entry) =>
        checkpoint.Read(entry).Map(tensor =>
        {
            using (tensor) return Convert.ToHexStringLower(SHA256.HashData(tensor.bytes));
        });

    public static string FormatName(CheckpointFormat format) => format switch
    {
        CheckpointFormat.SafeTensors => "safetensors",
        CheckpointFormat.PyTorchZip => "pytorch-zip",
        CheckpointFormat.PyTorchLegacy => "pytorch-legacy",
        _ => "numpy-pickle",
    };

    private static string Mebibytes(long bytes) =>
        (bytes / 1048576.0).ToString("F1", System.Globalization.CultureInfo.InvariantCulture);
}
