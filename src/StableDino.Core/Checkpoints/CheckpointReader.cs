using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Checkpoints;

/// <summary>Recognises a file's format by its first bytes and reads its directory of tensors.</summary>
internal static class CheckpointReader
{
    /// <summary>What a file holds, or why it cannot be used.</summary>
    public static Either<Fault, CheckpointContents> Read(string path, Stream stream)
    {
        var start = new byte[Math.Min(16, stream.Length)];
        stream.Position = 0;
        stream.ReadExactly(start);
        return start switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => PyTorchZip.Read(path, stream),
            [_, _, _, _, _, _, _, 0, (byte)'{', ..] => SafeTensorsContents(path, stream),
            _ when PyTorchLegacy.Begins(start) => PyTorchLegacy.Read(path, stream),
            [0x80, <= 5, ..] or [(byte)'(' or (byte)'}' or (byte)']' or (byte)'c', ..] =>
                NumpyPickle.Read(path, stream),
            [] => Fault.AtByte("The file is empty.", path, 0, "Fetch it again."),
            _ => Fault.AtByte("The file begins like no weight file that is known.", path, 0,
                "Give a safetensors file, a .pth that torch.save wrote, or a .pkl of detectron2's model zoo."),
        };
    }

    private static Either<Fault, CheckpointContents> SafeTensorsContents(string path, Stream stream) =>
        SafeTensors.ReadHeader(path, stream).Map(header => new CheckpointContents(
            CheckpointFormat.SafeTensors,
            [.. header.Entries.Select(entry => new CheckpointTensor(entry.Name, TensorView.Whole(
                new StorageEntry(entry.Type, entry.Begin, entry.Length, entry.Length / ElementTypes.Size(entry.Type)),
                entry.Shape)))],
            header.Metadata));
}
