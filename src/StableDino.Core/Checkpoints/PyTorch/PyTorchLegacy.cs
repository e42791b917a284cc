using System.Buffers.Binary;
using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using static StableDino.Checkpoints.PickleValue;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>
/// What <c>torch.save</c> wrote before PyTorch 1.6 and still does on request: five pickles (magic number, protocol,
/// machine, object, list of
/// storage keys), then each storage as an 8-byte count and its elements.
/// </summary>
internal static class PyTorchLegacy
{
    /// <summary>The pickles must end within this many bytes; they hold names and shapes, not weights.</summary>
    private const int LongestPickles = 32 << 20;

    private const string Hint =
        "Fetch the file again, or save it in the newer form: torch.save(torch.load(FILE), FILE).";

    // protocol 2, then the magic number 0x1950a86a20f9469cfc6c
    private static readonly byte[] Magic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50,
        0x19, (byte)'.'];

    /// <summary>Whether a file begins so; only its first 16 bytes are needed.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>What the file holds, or why it cannot be used.</summary>
    public static Either<Fault, CheckpointContents> Read(string path, Stream stream)
    {
        var pickles = new byte[Math.Min(stream.Length, LongestPickles)];
        stream.Position = 0;
        stream.ReadExactly(pickles);
        var claimed = new List<Claim>();
        return
            from header in Header(pickles, Magic.Length).MapLeft(Place)
            from root in PickleMachine.Run(pickles, header, pickles.Length, id => Storage(id, claimed)).MapLeft(Place)
            from keys in PickleMachine.Run(pickles, root.End, pickles.Length, PickleMachine.NoStorages).MapLeft(Place)
            from begins in Storages(stream, keys.Value, keys.End, claimed)
                .MapLeft(fault => Fault.AtByte(fault.Text, path, fault.At, Hint))
            from dictionary in StateDict.Find(root.Value).MapLeft(Place)
            select new CheckpointContents(
                CheckpointFormat.PyTorchLegacy,
                [.. dictionary.Tensors.Select(entry => new CheckpointTensor(
                    entry.Name,
                    entry.View with { Storage =
                        entry.View.Storage with { Begin = begins[(int)entry.View.Storage.Begin] } }))],
                dictionary.Metadata);

        Fault Place(PickleFault fault) => Fault.AtByte(fault.Message, path, fault.Position, Hint);
    }

    /// <summary>A storage that the object mentions; the place is known once the object is read.</summary>
    private readonly record struct Claim(string Key, ScalarType Type, long Elements);

    private static Either<PickleFault, int> Header(byte[] pickles, int start) =>
        from protocol in PickleMachine.Run(pickles, start, pickles.Length, PickleMachine.NoStorages)
        from known in protocol.Value is Integer { Value: var number } && number == 1001
            ? Either<PickleFault, int>.Right(protocol.End)
            : new PickleFault("The file's protocol is not 1001.", start)
        from machine in PickleMachine.Run(pickles, known, pickles.Length, PickleMachine.NoStorages)
        from little in machine.Value is Mapping about
            && about.Pairs.Any(pair =>
                pair is { Key: Text { Name: "little_endian" }, Value: PickleValue.Boolean { Value: false } })
            ? new PickleFault(
                "The file was written on a big-endian machine. Save it again on a little-endian one.", known)
            : Either<PickleFault, int>.Right(machine.End)
        select little;

    private static Either<string, PickleValue> Storage(PickleValue id, List<Claim> claimed)
    {
        if (id is not PickleValue.Tuple { Items: [Text { Name: "storage" }, Global type, Text { Name: { } key }, _,
            Integer { Value: var count }, .. var view] })
            return "A storage is not named as ('storage', type, key, device, size, view).";
        if (ElementTypes.OfStorage(type.Name) is not { } elements) return $"'{type.Module}.{type.Name}' is no storage.";
        if (count < 0 || count > long.MaxValue / 16) return $"Storage '{key}' claims {count} elements.";
        var claim = new Claim(key, elements, (long)count);
        var index = claimed.Count > 0 && claimed[^1] == claim ? claimed.Count - 1 : claimed.Count;
        if (index == claimed.Count) claimed.Add(claim);

        // Until the storages are read, Begin is the claim's index.
        var entry = new StorageEntry(elements, index, claim.Elements * ElementTypes.Size(elements), claim.Elements);
        return view switch
        {
            [] or [Nothing] => new PickleValue.Storage(entry, 0),
            [PickleValue.Tuple { Items: [_, Integer { Value: var from }, Integer { Value: var length }] }]
                when from >= 0 && length >= 0 && from + length <= count =>
                new PickleValue.Storage(entry, (long)from),
            _ => $"Storage '{key}' is a view outside of its own elements.",
        };
    }

    private static Either<(string Text, long At), ImmutableArray<long>> Storages(
        Stream stream, PickleValue keys, long start, List<Claim> claimed)
    {
        if (keys is not Sequence { Items: var listed }) return ("The list of storages is no list.", start);
        var types = new Dictionary<string, Claim>(StringComparer.Ordinal);
        foreach (var claim in claimed)
            if (!types.TryAdd(claim.Key, claim) && types[claim.Key] != claim)
                return ($"Storage '{claim.Key}' is claimed with two types or sizes.", start);

        var begins = new Dictionary<string, long>(StringComparer.Ordinal);
        var at = start;
        Span<byte> prefix = stackalloc byte[8];
        foreach (var item in listed)
        {
            if ((item as Text)?.Name is not { } key || !types.TryGetValue(key, out var claim))
                return ("The list of storages names one that no tensor has.", at);
            if (stream.Length - at < 8) return ($"The file ends before storage '{key}'.", at);
            stream.Position = at;
            stream.ReadExactly(prefix);
            var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (count != claim.Elements)
                return ($"Storage '{key}' has {count} elements and is claimed with {claim.Elements}.", at);
            if (!begins.TryAdd(key, at + 8)) return ($"Storage '{key}' is listed twice.", at);
            var length = count * ElementTypes.Size(claim.Type);
            if (length > stream.Length - at - 8)
                return ($"Storage '{key}' claims {length} bytes; {stream.Length - at - 8} are left.", at);
            at += 8 + length;
        }

        if (at != stream.Length) return ($"{stream.Length - at} bytes at the end belong to no storage.", at);
        if (claimed.FirstOrDefault(claim => !begins.ContainsKey(claim.Key)) is { Key: { } lost })
            return ($"Storage '{lost}' is not in the file.", at);
        return claimed.Select(claim => begins[claim.Key]).ToImmutableArray();
    }
}
