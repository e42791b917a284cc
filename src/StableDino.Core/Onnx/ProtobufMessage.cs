using System.Buffers.Binary;
using System.Text;

namespace StableDino.Onnx;

/// <summary>
/// A message in protobuf's wire format: the three kinds of field that ONNX needs. Lengths are known before anything is
/// written, so
/// large data are streamed from where they are and never held twice.
/// </summary>
/// <remarks>
/// A field is its key <c>number · 8 + kind</c>, then its content; kind 0 is an integer in base 128, kind 2 a length and
/// that many
/// bytes, kind 5 four bytes.
/// </remarks>
internal sealed class ProtobufMessage
{
    private const int Varint = 0;
    private const int Delimited = 2;
    private const int FourBytes = 5;

    private readonly List<(long Length, Action<Stream> Write)> segments = [];

    /// <summary>Bytes of all fields so far.</summary>
    public long Length { get; private set; }

    /// <summary>An integer; a negative one takes ten bytes.</summary>
    public ProtobufMessage Integer(int field, long value)
    {
        Span<byte> bytes = stackalloc byte[20];
        var length = Encode(bytes, Key(field, Varint));
        length += Encode(bytes[length..], (ulong)value);
        return Small(bytes[..length]);
    }

    /// <summary>A 32-bit number.</summary>
    public ProtobufMessage Number(int field, float value)
    {
        Span<byte> bytes = stackalloc byte[14];
        var length = Encode(bytes, Key(field, FourBytes));
        BinaryPrimitives.WriteSingleLittleEndian(bytes[length..], value);
        return Small(bytes[..(length + sizeof(float))]);
    }

    /// <summary>A text in UTF-8.</summary>
    public ProtobufMessage Text(int field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Data(field, bytes.Length, stream => stream.Write(bytes));
    }

    /// <summary>A message inside this one; it may not grow afterwards.</summary>
    public ProtobufMessage Message(int field, ProtobufMessage message) => Data(field, message.Length, message.WriteTo);

    /// <summary>Bytes that are written when the file is.</summary>
    /// <param name="field">Number of the field.</param>
    /// <param name="length">Bytes that <paramref name="write"/> writes.</param>
    /// <param name="write">Writes them.</param>
    public ProtobufMessage Data(int field, long length, Action<Stream> write)
    {
        Span<byte> bytes = stackalloc byte[20];
        var head = Encode(bytes, Key(field, Delimited));
        head += Encode(bytes[head..], (ulong)length);
        Small(bytes[..head]);
        return Append(length, write);
    }

    /// <summary>Writes all fields in order.</summary>
    public void WriteTo(Stream stream)
    {
        foreach (var (_, write) in segments) write(stream);
    }

    private static ulong Key(int field, int kind) => ((ulong)field << 3) | (uint)kind;

    private static int Encode(Span<byte> bytes, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7) bytes[at++] = (byte)(value | 0x80);
        bytes[at++] = (byte)value;
        return at;
    }

    private ProtobufMessage Small(ReadOnlySpan<byte> bytes)
    {
        var kept = bytes.ToArray();
        return Append(kept.Length, stream => stream.Write(kept));
    }

    private ProtobufMessage Append(long length, Action<Stream> write)
    {
        segments.Add((length, write));
        Length += length;
        return this;
    }
}
