using System.IO.Compression;
using LanguageExt;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>
/// Reads one checked view: only the bytes it reaches, and a copy in row-major order when they lie otherwise.
/// </summary>
internal static class TensorReader
{
    /// <summary>The tensor, contiguous, on the CPU; the caller owns it.</summary>
    public static Either<Fault, Tensor> Read(string path, Stream stream, CheckpointTensor entry)
    {
        var view = entry.View;
        if (view.IsContiguous)
        {
            var tensor = empty([.. view.Shape], dtype: view.Storage.Type);
            if (view.Elements == 0) return tensor;
            if (Fill(path, stream, entry, tensor).Case is not Fault fault) return tensor;
            tensor.Dispose();
            return fault;
        }

        using var reached = empty([view.Reach], dtype: view.Storage.Type);
        if (Fill(path, stream, entry, reached).Case is Fault broken) return broken;
        using var strided = reached.as_strided([.. view.Shape], [.. view.Strides]);
        return strided.contiguous();
    }

    private static Either<Fault, Unit> Fill(string path, Stream stream, CheckpointTensor entry, Tensor tensor)
    {
        var (storage, skip) = (entry.View.Storage, entry.View.Offset * ElementTypes.Size(entry.Type));
        try
        {
            stream.Position = storage.Begin;
            switch (storage.Coding)
            {
                case StorageCoding.Plain:
                    stream.Position += skip;
                    stream.ReadExactly(tensor.bytes);
                    break;
                case StorageCoding.Latin1InUtf8:                            // numpy's arrays, which are whole storages
                    var text = new byte[storage.Stored];
                    stream.ReadExactly(text);
                    Latin1InUtf8.Decode(text, tensor.bytes);
                    break;
                default:
                    using (var part = new PartStream(stream, storage.Stored))
                    using (var inflated = new DeflateStream(part, CompressionMode.Decompress))
                    {
                        Skip(inflated, skip);
                        inflated.ReadExactly(tensor.bytes);
                        if (skip + tensor.bytes.Length == storage.Length && inflated.ReadByte() >= 0)
                            throw new InvalidDataException("there are more than were claimed.");
                    }

                    break;
            }

            return Unit.Default;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return Fault.AtByte(
                $"The data of '{entry.Name}' are broken: {e.Message}", path, storage.Begin, "Fetch the file again.");
        }
    }

    private static void Skip(Stream stream, long bytes)
    {
        var waste = new byte[Math.Min(bytes, 1 << 16)];
        for (var left = bytes; left > 0; left -= Math.Min(left, waste.Length))
            stream.ReadExactly(waste.AsSpan(0, (int)Math.Min(left, waste.Length)));
    }
}
