using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>Writes the safetensors format, one tensor after the other in the order given.</summary>
public static class SafeTensorsWriter
{
    /// <summary>Writes a file that is complete or not there: see <see cref="AtomicFile"/>.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="tensors">Names, each once, and values on any device; not changed.</param>
    /// <param name="metadata">Free text fields.</param>
    public static void Write(
        string path, IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IEnumerable<KeyValuePair<string, string>> metadata) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>As the other, to a stream.</summary>
    public static void Write(
        Stream stream, IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var header = Header(tensors, metadata);
        // data begins at a multiple of 8, as the reference writes it
        var padded = (header.Length + 7) / 8 * 8;
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)padded);
        stream.Write(prefix);
        stream.Write(header);
        for (var i = header.Length; i < padded; i++) stream.WriteByte((byte)' ');

        foreach (var (_, tensor) in tensors)
        {
            using var scope = NewDisposeScope();
            if (tensor.numel() > 0) stream.Write(tensor.detach().cpu().contiguous().bytes);
        }
    }

    private static ReadOnlySpan<byte> Header(
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();

        var offset = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var type = SafeTensors.NameOf(tensor.dtype)
                .IfNone(() => throw new NotSupportedException($"safetensors has no type for {tensor.dtype}."));
            var length = tensor.numel() * tensor.ElementSize;
            json.WriteStartObject(name);
            json.WriteString("dtype", type);
            json.WriteStartArray("shape");
            foreach (var size in tensor.shape) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset + length);
            json.WriteEndArray();
            json.WriteEndObject();
            offset += length;
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
