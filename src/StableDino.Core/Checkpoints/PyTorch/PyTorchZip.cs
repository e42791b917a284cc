using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using LanguageExt;
using StableDino.Foundation;
using static StableDino.Checkpoints.PickleValue;

namespace StableDino.Checkpoints;

/// <summary>
/// What <c>torch.save</c> writes since PyTorch 1.6: an archive with <c>NAME/data.pkl</c> (the object, storages by key),
/// <c>NAME/data/KEY</c> (the
/// storages) and <c>NAME/version</c>; newer ones also <c>NAME/byteorder</c>.
/// </summary>
internal static class PyTorchZip
{
    private const string Hint =
        "Fetch the file again, or save the state dict alone: torch.save(model.state_dict(), FILE).";

    /// <summary>What the archive holds, or why it cannot be used.</summary>
    public static Either<Fault, CheckpointContents> Read(string path, Stream stream) =>
        from entries in ZipDirectory.Read(path, stream)
        from contents in Read(path, stream, entries)
        select contents;

    private static Either<Fault, CheckpointContents> Read(
        string path, Stream stream, ImmutableArray<ZipEntry> entries)
    {
        var objects =
            entries.Where(entry => entry.Name.EndsWith("/data.pkl", StringComparison.Ordinal)
                && entry.Name.Count(c => c == '/') == 1).ToArray();
        if (objects is not [var pickled])
            return Fault.AtByte(
                $"The archive holds {objects.Length} objects NAME/data.pkl; torch.save writes one.", path, 0, Hint);
        var prefix = pickled.Name[..^"data.pkl".Length];
        var byName = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        if (byName.TryGetValue(prefix + "byteorder", out var order))
        {
            if (Inflated(path, stream, order, 16).Case is not byte[] word)
                return Fault.AtByte("The archive's byteorder cannot be read.", path, order.Data, Hint);
            if (!Encoding.Latin1.GetString(word).Trim().Equals("little", StringComparison.Ordinal))
                return Fault.AtByte("The file was written on a big-endian machine.", path, order.Data,
                    "Save it again on a little-endian one.");
        }

        return
            from pickle in Inflated(path, stream, pickled, int.MaxValue)
            from run in PickleMachine.Run(pickle, 0, pickle.Length, id => Storage(id, prefix, byName))
                .MapLeft(fault => Place(fault.Message, fault.Position))
            from dictionary in StateDict.Find(run.Value).MapLeft(fault => Place(fault.Message, fault.Position))
            select new CheckpointContents(CheckpointFormat.PyTorchZip, dictionary.Tensors, dictionary.Metadata);

        Fault Place(string message, int position) => pickled.Deflated
            ? Fault.AtByte($"{message} (byte {position} of the inflated {pickled.Name})", path, pickled.Data, Hint)
            : Fault.AtByte(message, path, pickled.Data + position, Hint);
    }

    private static Either<string, PickleValue> Storage(
        PickleValue id, string prefix, Dictionary<string, ZipEntry> entries)
    {
        if (id is not PickleValue.Tuple { Items: [Text { Name: "storage" }, Global type, Text { Name: { } key }, _,
            Integer { Value: var count }] })
            return "A storage is not named as ('storage', type, key, device, size).";
        if (ElementTypes.OfStorage(type.Name) is not { } elements) return $"'{type.Module}.{type.Name}' is no storage.";
        if (!entries.TryGetValue($"{prefix}data/{key}", out var entry))
            return $"The archive has no file for storage '{key}'.";
        if (count * ElementTypes.Size(elements) != entry.Length)
            return $"Storage '{key}' claims {count} elements; its file has {entry.Length} bytes.";
        return new PickleValue.Storage(
            new StorageEntry(elements, entry.Data, entry.Stored, (long)count,
                entry.Deflated ? StorageCoding.Deflated : StorageCoding.Plain), 0);
    }

    private static Either<Fault, byte[]> Inflated(string path, Stream stream, ZipEntry entry, int most)
    {
        if (entry.Length > most)
            return Fault.AtByte($"'{entry.Name}' claims {entry.Length} bytes.", path, entry.Begin, Hint);
        var bytes = new byte[entry.Length];
        stream.Position = entry.Data;
        if (!entry.Deflated)
        {
            stream.ReadExactly(bytes);
            return bytes;
        }

        try
        {
            using var part = new PartStream(stream, entry.Stored);
            using var inflated = new DeflateStream(part, CompressionMode.Decompress);
            inflated.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return Fault.AtByte($"'{entry.Name}' does not inflate: {e.Message}", path, entry.Data, Hint);
        }
    }
}
