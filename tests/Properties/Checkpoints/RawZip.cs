using System.IO.Compression;
using static StableDino.Properties.Checkpoints.Bytes;

namespace StableDino.Properties.Checkpoints;

/// <summary>One file of an archive, with every field that a hostile one may lie about.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Data">What is stored, compressed or not.</param>
internal sealed record RawZip(string Name, byte[] Data)
{
    public int Method { get; init; }

    public int Flags { get; init; }

    /// <summary>The claimed inflated length; the stored one by default.</summary>
    public long? Claimed { get; init; }

    public string? LocalName { get; init; }

    /// <summary>The claimed place of its header; the true one by default.</summary>
    public long? At { get; init; }

    public static RawZip Deflated(string name, byte[] content, long? claimed = null)
    {
        using var memory = new MemoryStream();
        using (var deflate = new DeflateStream(memory, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        return new RawZip(name, memory.ToArray()) { Method = 8, Claimed = claimed ?? content.Length };
    }

    /// <summary>The archive; its end record can be made to lie too.</summary>
    public static byte[] Archive(IReadOnlyList<RawZip> files, int? count = null, long? directory = null, int disk = 0)
    {
        var (data, entries) = (new List<byte>(), new List<byte>());
        foreach (var file in files)
        {
            var begin = data.Count;
            var sizes = Of(Four(0), Four(file.Data.Length), Four(file.Claimed ?? file.Data.Length));
            data.AddRange(Of("PK", (byte)3, (byte)4, Two(20), Two(file.Flags), Two(file.Method), Four(0), sizes,
                Two((file.LocalName ?? file.Name).Length), Two(0), file.LocalName ?? file.Name, file.Data));
            entries.AddRange(
                Of("PK", (byte)1, (byte)2, Two(20), Two(20), Two(file.Flags), Two(file.Method), Four(0), sizes,
                    Two(file.Name.Length), Two(0), Two(0), Two(0), Two(0), Four(0), Four(file.At ?? begin), file.Name));
        }

        return Of(data.ToArray(), entries.ToArray(), "PK", (byte)5, (byte)6, Two(disk), Two(disk),
            Two(count ?? files.Count), Two(count ?? files.Count), Four(entries.Count),
            Four(directory ?? data.Count), Two(0));
    }

    /// <summary>What torch.save would write: the pickle, then storages by key.</summary>
    public static byte[] Pth(byte[] pickle, params (string Key, byte[] Data)[] storages) =>
        Archive([new RawZip("m/data.pkl", pickle),
            .. storages.Select(storage => new RawZip($"m/data/{storage.Key}", storage.Data)),
            new RawZip("m/version", Of("3\n"))]);
}
