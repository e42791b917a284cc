using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using StableDino.Checkpoints;

namespace StableDino.Cli.Verbs;

/// <summary><c>checkpoint inspect FILE</c></summary>
internal static class CheckpointVerb
{
    public static Command Command()
    {
        var file = new Argument<string>("file") { Description = "A weight file: safetensors, .pth or .pkl. Its content says which." };
        var inspect = new Command("inspect", "Names, types, shapes, sizes and hashes of a checkpoint's tensors, and what it says beside them.") { file };
        inspect.SetAction(parsed => Inspect(parsed.GetValue(file)!, Tool.Terminal(parsed)));
        return new Command("checkpoint", "Look into weight files.") { inspect };
    }

    private static int Inspect(string path, Terminal terminal) => Checkpoint.Open(path).Match(
        checkpoint =>
        {
            using (checkpoint) return Inspect(checkpoint, terminal);
        },
        fault => terminal.Refuse(Troubles.Of(fault)));

    private static int Inspect(Checkpoint checkpoint, Terminal terminal)
    {
        var tensors = new JsonArray();
        var lines = new List<string> { $"{FormatName(checkpoint.Format)}: {checkpoint.Tensors.Length} tensors, {Mebibytes(checkpoint.Tensors.Sum(entry => entry.Bytes))} MiB" };
        var metadata = checkpoint.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        lines.AddRange(metadata.Select(pair => $"{pair.Key}: {pair.Value}"));
        foreach (var entry in checkpoint.Tensors)
        {
            if (Hash(checkpoint, entry).Case is not string hash) return terminal.Refuse(Troubles.Of(Hash(checkpoint, entry).LeftToSeq().Head));
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
            ["metadata"] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
        return terminal.Done(document, string.Join('\n', lines));
    }

    /// <summary>SHA-256 of a tensor's elements in row-major order, little-endian: the same in every format.</summary>
    private static LanguageExt.Either<CheckpointFault, string> Hash(Checkpoint checkpoint, CheckpointTensor entry) => checkpoint.Read(entry).Map(tensor =>
    {
        using (tensor) return Convert.ToHexStringLower(SHA256.HashData(tensor.bytes));
    });

    private static string FormatName(CheckpointFormat format) => format switch
    {
        CheckpointFormat.SafeTensors => "safetensors",
        CheckpointFormat.PyTorchZip => "pytorch-zip",
        CheckpointFormat.PyTorchLegacy => "pytorch-legacy",
        _ => "numpy-pickle",
    };

    private static string Mebibytes(long bytes) => (bytes / 1048576.0).ToString("F1", System.Globalization.CultureInfo.InvariantCulture);
}
