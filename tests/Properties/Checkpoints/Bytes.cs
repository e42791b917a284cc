using System.Buffers.Binary;
using System.Text;

namespace StableDino.Properties.Checkpoints;

/// <summary>Writes files byte by byte, so that tests can write wrong ones.</summary>
internal static class Bytes
{
    /// <summary>Texts as Latin-1, bytes and byte arrays as they are, one after the other.</summary>
    public static byte[] Of(params object[] parts) => [.. parts.SelectMany(part => part switch
    {
        string text => Encoding.Latin1.GetBytes(text),
        byte[] bytes => bytes,
        byte one => [one],
        _ => throw new ArgumentException(part.GetType().Name),
    })];

    public static byte[] Two(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] Four(long value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
        return bytes;
    }

    public static byte[] Eight(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>BINUNICODE.</summary>
    public static byte[] Text(string text) =>
        Of("X", Four(Encoding.UTF8.GetByteCount(text)), Encoding.UTF8.GetBytes(text));

    /// <summary>LONG1, as small as it can be.</summary>
    public static byte[] Number(Int128 value)
    {
        var bytes = ((System.Numerics.BigInteger)value).ToByteArray();
        return Of((byte)0x8a, (byte)bytes.Length, bytes);
    }

    /// <summary>A tuple of numbers.</summary>
    public static byte[] Tuple(params Int128[] values) => Of("(", values.SelectMany(Number).ToArray(), "t");

    /// <summary>BINFLOAT.</summary>
    public static byte[] Real(double value) => Of("G", BitConverter.GetBytes(value).Reverse().ToArray());

    /// <summary>PyTorch's call that makes a tensor.</summary>
    public static byte[] Tensor(
        string type, string key, Int128 count, Int128 offset, byte[] shape, byte[] strides, string view = "") => Of(
        "ctorch._utils\n_rebuild_tensor_v2\n(", "(", Text("storage"), $"ctorch\n{type}\n", Text(key), Text("cpu"),
        Number(count), view, "tQ",
        Number(offset), shape, strides, (byte)0x89, "ccollections\nOrderedDict\n)RtR");

    /// <summary>numpy's call that makes an array, and the state that fills it.</summary>
    public static byte[] Array(string code, string order, byte[] shape, byte[] data) => Of(
        "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0", (byte)0x85, "C", (byte)1, "b", (byte)0x87, "R(K",
        (byte)1, shape,
        "cnumpy\ndtype\n", Text(code), (byte)0x89, (byte)0x88, (byte)0x87, "R(K", (byte)3, Text(order), "NNNJ",
        Four(-1), "J", Four(-1), "K\0tb", (byte)0x89, data, "tb");

    /// <summary>BINBYTES.</summary>
    public static byte[] Raw(byte[] bytes) => Of("B", Four(bytes.Length), bytes);

    /// <summary>A pickle of a dictionary.</summary>
    public static byte[] Dictionary(params (string Key, byte[] Value)[] pairs) =>
        Of((byte)0x80, (byte)2, "}(", pairs.SelectMany(pair => Of(Text(pair.Key), pair.Value)).ToArray(), "u.");
}
