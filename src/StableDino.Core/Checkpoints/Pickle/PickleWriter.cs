using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>
/// The pickle of a state dict, protocol 2, with PyTorch's calls for tensors and its ids for storages.
/// </summary>
internal static class PickleWriter
{
    /// <summary>Writes <c>{"model": OrderedDict, "metadata": {…}}</c>.</summary>
    /// <param name="stream">Receives it.</param>
    /// <param name="tensors">Name, value and key of its storage.</param>
    /// <param name="metadata">Free text fields.</param>
    public static void Write(Stream stream, IReadOnlyList<(string Name, Tensor Value, string Key)> tensors,
        IEnumerable<KeyValuePair<string, string>> metadata)
    {
        stream.Write([PickleOpcode.Proto, 2, PickleOpcode.EmptyDict, PickleOpcode.Mark]);
        Text(stream, "model");
        EmptyOrderedDict(stream);
        stream.WriteByte(PickleOpcode.Mark);
        foreach (var (name, value, key) in tensors)
        {
            Text(stream, name);
            TensorCall(stream, value, key);
        }

        stream.WriteByte(PickleOpcode.SetItems);
        Text(stream, "metadata");
        stream.Write([PickleOpcode.EmptyDict, PickleOpcode.Mark]);
        foreach (var (field, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Text(stream, field);
            Text(stream, text);
        }

        stream.Write([PickleOpcode.SetItems, PickleOpcode.SetItems, PickleOpcode.Stop]);
    }

    // _rebuild_tensor_v2(storage, offset 0, shape, strides, requires_grad False, no hooks)
    private static void TensorCall(Stream stream, Tensor value, string key)
    {
        Global(stream, "torch._utils", "_rebuild_tensor_v2");
        stream.Write([PickleOpcode.Mark, PickleOpcode.Mark]);
        Text(stream, "storage");
        Global(stream, "torch", ElementTypes.StorageOf(value.dtype));
        Text(stream, key);
        Text(stream, "cpu");
        Number(stream, value.numel());
        stream.Write([PickleOpcode.Tuple, PickleOpcode.BinPersId]);
        Number(stream, 0);
        Numbers(stream, value.shape);
        Numbers(stream, TensorView.RowMajor([.. value.shape]).AsSpan());
        stream.WriteByte(PickleOpcode.NewFalse);
        EmptyOrderedDict(stream);
        stream.Write([PickleOpcode.Tuple, PickleOpcode.Reduce]);
    }

    private static void EmptyOrderedDict(Stream stream)
    {
        Global(stream, "collections", "OrderedDict");
        stream.Write([PickleOpcode.EmptyTuple, PickleOpcode.Reduce]);
    }

    private static void Global(Stream stream, string module, string name)
    {
        stream.WriteByte(PickleOpcode.Global);
        stream.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    private static void Numbers(Stream stream, ReadOnlySpan<long> values)
    {
        stream.WriteByte(PickleOpcode.Mark);
        foreach (var value in values) Number(stream, value);
        stream.WriteByte(PickleOpcode.Tuple);
    }

    private static void Number(Stream stream, long value)
    {
        Span<byte> bytes = stackalloc byte[10];
        (bytes[0], bytes[1]) = (PickleOpcode.Long1, 8);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[2..], value);
        stream.Write(bytes);
    }

    private static void Text(Stream stream, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> prefix = stackalloc byte[5];
        prefix[0] = PickleOpcode.BinUnicode;
        BinaryPrimitives.WriteInt32LittleEndian(prefix[1..], utf8.Length);
        stream.Write(prefix);
        stream.Write(utf8);
    }
}
