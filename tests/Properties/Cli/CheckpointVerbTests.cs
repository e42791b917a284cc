using System.Security.Cryptography;
using StableDino.Checkpoints;
using static TorchSharp.torch;

namespace StableDino.Properties.Cli;

public class CheckpointVerbTests
{
    [Fact]
    public void Inspect_lists_names_types_shapes_and_hashes()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var value = arange(6, dtype: float32).reshape(2, 3);
        SafeTensorsWriter.Write(folder["x.safetensors"], [new("a", value), new("b", zeros(0))], [new("model", "toy")]);
        var run = CommandLine.Run("checkpoint", "inspect", folder["x.safetensors"], "--json");
        Assert.Equal(0, run.Code);
        var (a, b) = (run.Json.GetProperty("tensors")[0], run.Json.GetProperty("tensors")[1]);
        Assert.Equal(("a", "F32"), (a.GetProperty("name").GetString(), a.GetProperty("dtype").GetString()));
        Assert.Equal([2, 3], a.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(value.bytes)), a.GetProperty("sha256").GetString());
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            b.GetProperty("sha256").GetString());
        Assert.Equal("toy", run.Json.GetProperty("metadata").GetProperty("model").GetString());
    }
}
