using System.Collections.Immutable;
using StableDino.Checkpoints;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Checkpoints;

public class SafeTensorsWriterTests
{
    public static TheoryData<ScalarType> Types =>
        [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
            ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];

    [Theory, MemberData(nameof(Types))]
    public void What_is_written_reads_back(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var values = (arange(24).reshape(2, 3, 4) % 2).to(type);
        KeyValuePair<string, Tensor>[] tensors =
        [
            new("whole", values), new("strided", values.transpose(0, 2)), new("scalar", values.sum().to(type)),
            new("nothing", zeros(0, 3).to(type)), new("näme \"quoted\"", values[0]),
        ];
        SafeTensorsWriter.Write(folder["x.safetensors"], tensors, [new("clé", "ä\n\"")]);

        var header = Assert.IsType<SafeTensorsHeader>(SafeTensors.ReadHeader(folder["x.safetensors"]).Case);
        Assert.Equal("ä\n\"", header.Metadata["clé"]);
        Assert.Equal(0, header.Entries[0].Begin % 8);
        var read = Assert.IsType<ImmutableDictionary<string, Tensor>>(
            SafeTensors.ReadAll(folder["x.safetensors"]).Case);
        Assert.Equal(tensors.Length, read.Count);
        foreach (var (name, value) in tensors)
        {
            Assert.Equal(value.shape, read[name].shape);
            Assert.Equal(type, read[name].dtype);
            Assert.True(value.numel() == 0 || value.equal(read[name]).all().item<bool>(), name);
        }
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_no_partial_one()
    {
        using var folder = new TemporaryFolder();
        var path = folder["x.bin"];
        AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write([9, 9, 9, 9]);
            stream.Flush();
            Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
            throw new InvalidOperationException("out of words");
        }));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }
}
