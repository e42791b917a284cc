using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Data;

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
            "Names, types, shapes, sizes and hashes of a checkpoint's tensors, and what it holds beside them.") { file };
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
            if (!models.TryFind(parsed.GetValue(model)!, out var definition, out var unknown))
                return terminal.Refuse(unknown);
            var accepted =
                parsed.GetValue(accept)!.Split(
                    ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToImmutableArray();
            return Categories(parsed.GetValue(classes)).Match(
                categories =>
                    CheckpointConversion.Run(
                        parsed.GetValue(input)!, parsed.GetValue(output)!, definition, categories, accepted).Match(
                        report =>
                            terminal.Done(ConversionText.Document(report, parsed.GetValue(output)!),
                                ConversionText.Lines(report, parsed.GetValue(output)!)),
                        fault => terminal.Refuse(Faults.Of(fault))),
                faults => terminal.Refuse(faults.Select(fault => Faults.Of(fault))));
        });
        return convert;
    }

    private static Either<Seq<DataFault>, ImmutableArray<CocoCategory>> Categories(string? path) => path is null
        ? ImmutableArray<CocoCategory>.Empty
        : CocoJson.Read(path).ToEither().Map(content => new ClassList(content.Categories).Categories);

    private static int Inspect(string path, Terminal terminal) => Checkpoint.Open(path).Match(
        checkpoint =>
        {
            using (checkpoint) return Inspect(checkpoint, terminal);
        },
        fault => terminal.Refuse(Faults.Of(fault)));

    private static int Inspect(Checkpoint checkpoint, Terminal terminal)
    {
        var tensors = new JsonArray();
        var lines =
            new List<string> { $"{FormatName(checkpoint.Format)}: {checkpoint.Tensors.Length} tensors, "
                + $"{Mebibytes(checkpoint.Tensors.Sum(entry => entry.Bytes))} MiB" };
        var metadata = checkpoint.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        lines.AddRange(metadata.Select(pair => $"{pair.Key}: {pair.Value}"));
        foreach (var entry in checkpoint.Tensors)
        {
            var hashed = Hash(checkpoint, entry);
            if (hashed.Case is CheckpointFault fault) return terminal.Refuse(Faults.Of(fault));
            var hash = hashed.IfLeft("");
            var type = SafeTensors.NameOf(entry.Type).IfNone("?");
            tensors.Add(new JsonObject
            {
                ["name"] = entry.Name,
                ["dtype"] = type,
                ["shape"] = new JsonArray([.. entry.Shape.Select(size => JsonValue.Create(size))]),
                ["bytes"] = entry.Bytes,
                ["sha256"] = hash,
            });
            lines.Add($"{hash[..12]}  {type,-4} {entry.Name} [{string.Join(", ", entry.Shape)}]");
        }

        var document = new JsonObject
        {
            ["format"] = FormatName(checkpoint.Format),
            ["tensors"] = tensors,
            ["metadata"] =
                new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
        return terminal.Done(document, string.Join('\n', lines));
    }

    /// <summary>SHA-256 of a tensor's elements in row-major order, little-endian: the same in every format.</summary>
    private static Either<CheckpointFault, string> Hash(Checkpoint checkpoint, CheckpointTensor entry) =>
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
