using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using LanguageExt;
using StableDino.Foundation;
using static LanguageExt.Prelude;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>
/// Reads the safetensors format: 8 bytes of little-endian header length, a JSON header of names, types, shapes and byte
/// ranges, then
/// the raw data. Nothing of a file is trusted: every size is checked against the file before anything is allocated.
/// </summary>
public static class SafeTensors
{
    /// <summary>Longest header accepted, in bytes, as in the reference implementation.</summary>
    public const long LongestHeader = 100_000_000;

    /// <summary>The header of a file: its entries in data order and its metadata.</summary>
    public static Either<Fault, SafeTensorsHeader> ReadHeader(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return ReadHeader(path, stream);
        }
        catch (IOException e)
        {
            return new Fault(e.Message, path, Hint: "Check the path.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new Fault(e.Message, path, Hint: "Check that the path names a readable file.");
        }
    }

    /// <summary>All tensors of a file by name, on the CPU; the caller owns them.</summary>
    public static Either<Fault, ImmutableDictionary<string, Tensor>> ReadAll(string path) =>
        ReadHeader(path).Map(header =>
        {
            using var stream = File.OpenRead(path);
            return header.Entries.ToImmutableDictionary(entry => entry.Name, entry => ReadTensor(stream, entry));
        });

    /// <summary>One tensor, on the CPU; the caller owns it.</summary>
    public static Tensor ReadTensor(Stream stream, TensorEntry entry)
    {
        var tensor = empty(entry.Shape.AsSpan().ToArray(), dtype: entry.Type);
        stream.Position = entry.Begin;
        if (entry.Length > 0) stream.ReadExactly(tensor.bytes);
        return tensor;
    }

    /// <summary>As the other, from a stream that can seek.</summary>
    internal static Either<Fault, SafeTensorsHeader> ReadHeader(string path, Stream stream)
    {
        Fault Broken(string message, long offset) =>
            Fault.AtByte(message, path, offset, "Fetch or write the file again.");

        stream.Position = 0;
        Span<byte> prefix = stackalloc byte[8];
        if (stream.Length < 8)
            return Broken($"The file has {stream.Length} bytes; a safetensors file begins with 8.", 0);
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader || (long)length > stream.Length - 8)
            return Broken($"The header claims {length} bytes; the file has {stream.Length - 8} after its length.", 0);
        if (length == 0) return Broken("The header is empty; it needs at least an empty JSON object.", 8);

        var text = new byte[length];
        stream.ReadExactly(text);
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            return Entries(json.RootElement, 8 + (long)length, stream.Length, Broken);
        }
        catch (JsonException e)
        {
            return Broken($"The header is not JSON: {e.Message}", 8 + (e.BytePositionInLine ?? 0));
        }
        catch (InvalidOperationException e)   // a string of the header is not valid Unicode
        {
            return Broken($"The header's text is broken: {e.Message}", 8);
        }
    }

    private static Either<Fault, SafeTensorsHeader> Entries(
        JsonElement root, long dataStart, long fileLength, Func<string, long, Fault> fault)
    {
        if (root.ValueKind != JsonValueKind.Object) return fault("The header is not a JSON object.", 8);

        var entries = new List<TensorEntry>();
        var metadata = ImmutableDictionary.CreateBuilder<string, string>();
        var names = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (member.NameEquals("__metadata__"))
            {
                if (member.Value.ValueKind != JsonValueKind.Object) return fault("__metadata__ is not an object.", 8);
                foreach (var pair in member.Value.EnumerateObject())
                    metadata[pair.Name] = pair.Value.ValueKind == JsonValueKind.String
                        ? pair.Value.GetString()!
                        : pair.Value.GetRawText();
                continue;
            }

            if (!names.Add(member.Name)) return fault($"Tensor '{member.Name}' is listed twice.", 8);
            var entry = Entry(member, dataStart, fileLength);
            if (entry.Case is string problem) return fault($"Tensor '{member.Name}': {problem}", 8);
            entry.IfRight(entries.Add);
        }

        entries.Sort((a, b) => (a.Begin, a.Length).CompareTo((b.Begin, b.Length)));
        var covered = dataStart;
        var last = "";
        foreach (var entry in entries)
        {
            if (entry.Begin < covered) return fault($"Tensors '{last}' and '{entry.Name}' overlap.", entry.Begin);
            if (entry.Begin > covered)
                return fault(
                    $"{entry.Begin - covered} bytes before tensor '{entry.Name}' belong to no tensor.", covered);
            (covered, last) = (entry.Begin + entry.Length, entry.Name);
        }

        if (covered != fileLength)
            return fault($"{fileLength - covered} bytes at the end belong to no tensor.", covered);
        return new SafeTensorsHeader([.. entries], metadata.ToImmutable());
    }

    private static Either<string, TensorEntry> Entry(JsonProperty member, long dataStart, long fileLength)
    {
        var value = member.Value;
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array
            || !value.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array
            || offsets.GetArrayLength() != 2)
            return "needs dtype, shape and data_offsets.";
        if (TypeOf(dtype.GetString()!).Case is not (ScalarType type, int bytes))
            return $"type {dtype.GetString()} is not supported.";
        if (shape.GetArrayLength() > 16) return "has more than 16 dimensions.";

        var sizes = new List<long>();
        foreach (var dimension in shape.EnumerateArray())
        {
            if (dimension.ValueKind != JsonValueKind.Number || !dimension.TryGetInt64(out var size) || size < 0)
                return "has a dimension that is not a natural number.";
            sizes.Add(size);
        }

        if (!TensorView.IsCountable(sizes)) return "has more elements than a file can hold.";
        var elements = sizes.Aggregate(1L, (product, size) => product * size);

        if (offsets[0].ValueKind != JsonValueKind.Number || offsets[1].ValueKind != JsonValueKind.Number
            || !offsets[0].TryGetInt64(out var begin) || !offsets[1].TryGetInt64(out var end) || begin < 0
            || end < begin)
            return "has an impossible byte range.";
        if (end > fileLength - dataStart) return $"ends at data byte {end}; the file has {fileLength - dataStart}.";
        if (end - begin != elements * bytes)
            return $"has {end - begin} bytes where its shape needs {elements * bytes}.";
        if (end - begin > int.MaxValue) return "is larger than 2 GiB, the most this reader takes for one tensor.";
        return new TensorEntry(member.Name, type, [.. sizes], dataStart + begin, end - begin);
    }

    /// <summary>The format's name of an element type; nothing for types it does not have.</summary>
    public static Option<string> NameOf(ScalarType type) => type switch
    {
        ScalarType.Float64 => "F64",
        ScalarType.Float32 => "F32",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        ScalarType.Int16 => "I16",
        ScalarType.Int8 => "I8",
        ScalarType.Byte => "U8",
        ScalarType.Bool => "BOOL",
        _ => None,
    };

    private static Option<(ScalarType Type, int Bytes)> TypeOf(string name) => name switch
    {
        "F64" => (ScalarType.Float64, 8),
        "F32" => (ScalarType.Float32, 4),
        "F16" => (ScalarType.Float16, 2),
        "BF16" => (ScalarType.BFloat16, 2),
        "I64" => (ScalarType.Int64, 8),
        "I32" => (ScalarType.Int32, 4),
        "I16" => (ScalarType.Int16, 2),
        "I8" => (ScalarType.Int8, 1),
        "U8" => (ScalarType.Byte, 1),
        "BOOL" => (ScalarType.Bool, 1),
        _ => None,
    };
}
