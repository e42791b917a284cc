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
        var file = new Argument<string>("file") { Description = "A safetensors file." };
        var inspect = new Command("inspect", "Names, types, shapes and hashes of a checkpoint's tensors, and its metadata.") { file };
        inspect.SetAction(parsed => Inspect(parsed.GetValue(file)!, Tool.Terminal(parsed)));
        return new Command("checkpoint", "Look into weight files.") { inspect };
    }

    private static int Inspect(string path, Terminal terminal) => SafeTensors.ReadHeader(path).Match(
        header =>
        {
            using var stream = File.OpenRead(path);
            var rows = header.Entries.Select(entry => (entry.Name, Type: SafeTensors.NameOf(entry.Type).IfNone("?"), entry.Shape, Hash: Hash(stream, entry))).ToArray();
            var document = new JsonObject
            {
                ["tensors"] = new JsonArray([.. rows.Select(row => new JsonObject
                {
                    ["name"] = row.Name,
                    ["dtype"] = row.Type,
                    ["shape"] = new JsonArray([.. row.Shape.Select(size => JsonValue.Create(size))]),
                    ["sha256"] = row.Hash,
                })]),
                ["metadata"] = new JsonObject(header.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            };
            var lines = header.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}")
                .Concat(rows.Select(row => $"{row.Hash[..12]}  {row.Type,-4} {row.Name} [{string.Join(", ", row.Shape)}]"));
            return terminal.Done(document, string.Join('\n', lines));
        },
        fault => terminal.Refuse(Troubles.Of(fault)));

    private static string Hash(Stream stream, TensorEntry entry)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Math.Min(entry.Length, 1 << 20)];
        stream.Position = entry.Begin;
        for (var left = entry.Length; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            stream.ReadExactly(part);
            sha.AppendData(part);
            left -= part.Length;
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
