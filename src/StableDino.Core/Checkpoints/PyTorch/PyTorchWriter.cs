using System.Globalization;
using System.IO.Compression;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>
/// Writes a state dict as <c>torch.save</c> does since PyTorch 1.6: <c>{"model": OrderedDict of tensors, "metadata":
/// {text: text}}</c>, which
/// <c>torch.load</c> reads, also with <c>weights_only=True</c>.
/// </summary>
public static class PyTorchWriter
{
    /// <summary>Top folder of the archive; PyTorch takes any.</summary>
    private const string Folder = "archive";

    /// <summary>PyTorch's number of this form.</summary>
    private const string Version = "3\n";

    /// <summary>Writes a file that is complete or not there: see <see cref="AtomicFile"/>.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="tensors">Names, each once, and values on any device; not changed. The same tensor under two names
    /// is stored once.</param>
    /// <param name="metadata">Free text fields.</param>
    public static void Write(string path, IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IEnumerable<KeyValuePair<string, string>> metadata) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>As the other, to a stream that can seek.</summary>
    public static void Write(Stream stream, IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var keys = new Dictionary<IntPtr, string>();
        var distinct = new List<Tensor>();
        foreach (var (_, tensor) in tensors)
        {
            if (!keys.TryAdd(tensor.Handle, distinct.Count.ToString(CultureInfo.InvariantCulture))) continue;
            distinct.Add(tensor);
        }

        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, "data.pkl",
            part => PickleWriter.Write(
                part, [.. tensors.Select(pair => (pair.Key, pair.Value, keys[pair.Value.Handle]))], metadata));
        Add(archive, "byteorder", part => part.Write("little"u8));
        for (var i = 0; i < distinct.Count; i++)
        {
            var tensor = distinct[i];
            Add(archive, $"data/{i.ToString(CultureInfo.InvariantCulture)}", part =>
            {
                using var scope = NewDisposeScope();
                if (tensor.numel() > 0) part.Write(tensor.detach().cpu().contiguous().bytes);
            });
        }

        Add(archive, "version", part => part.Write(System.Text.Encoding.ASCII.GetBytes(Version)));
    }

    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry($"{Folder}/{name}", CompressionLevel.NoCompression);
        // the same tensors, the same bytes
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var part = entry.Open();
        write(part);
    }
}
