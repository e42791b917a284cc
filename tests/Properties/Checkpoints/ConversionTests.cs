using System.Collections.Immutable;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Properties.Cli;
using StableDino.Properties.Training;

namespace StableDino.Properties.Checkpoints;

/// <summary><c>checkpoint convert</c> and <c>inspect</c>, both ways.</summary>
[Collection(GlobalRandomness.Name)]
public class ConversionTests
{
    private static readonly ImmutableArray<CocoCategory> Animals = [new(3, "cat"), new(7, "dog"), new(9, "eel")];

    [Fact]
    public void There_and_back_is_the_same_file()
    {
        using var folder = new TemporaryFolder();
        Save(folder["a.safetensors"]);
        var there = Convert(folder["a.safetensors"], folder["b.pth"]);
        Assert.True(there.Code == 0, there.Log);
        Assert.Equal(13, there.Json.GetProperty("loaded").GetArrayLength());
        Assert.Equal(0, there.Json.GetProperty("missing").GetArrayLength());
        Assert.Equal(0, Convert(folder["b.pth"], folder["c.safetensors"]).Code);
        Assert.Equal(File.ReadAllBytes(folder["a.safetensors"]), File.ReadAllBytes(folder["c.safetensors"]));

        string Hashes(string file) =>
            CommandLine.Run("checkpoint", "inspect", folder[file], "--json").Json.GetProperty("tensors").GetRawText();
        Assert.Equal(Hashes("a.safetensors"), Hashes("b.pth"));
        Assert.Contains("13 tensors", CommandLine.Run("checkpoint", "inspect", folder["b.pth"]).Answer,
            StringComparison.Ordinal);
        using var detector = new ToyDetector(3);
        Assert.IsType<LoadReport>(
            WeightFile.Load(folder["b.pth"], detector, ToyDetector.Definition, ["cat", "dog", "eel"],
                LoadPolicy.Exact).Case);
        Assert.Equal(
            "toy", WeightFile.Describe(folder["b.pth"]).Match(metadata => metadata.Model, fault => fault.Message));
    }

    [Fact]
    public void An_unloaded_backbone_is_refused_unless_asked_for()
    {
        using var folder = new TemporaryFolder();
        Save(folder["a.safetensors"], name => !name.StartsWith("backbone.", StringComparison.Ordinal));
        var refused = Convert(folder["a.safetensors"], folder["b.pth"]);
        Assert.Equal(2, refused.Code);
        Assert.Contains("--accept backbone", refused.Error.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["b.pth"]));
        var asked = Convert(folder["a.safetensors"], folder["b.pth"], "--accept", "backbone");
        Assert.True(asked.Code == 0, asked.Log);
        Assert.All(asked.Json.GetProperty("missing").EnumerateArray(),
            row => Assert.Equal("the file does not have it", row.GetProperty("reason").GetString()));
    }

    [Fact]
    public void What_cannot_be_converted_is_reported_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        Save(folder["a.safetensors"]);
        Assert.Contains("in which format", Message(Convert(folder["a.safetensors"], folder["b.onnx"])),
            StringComparison.Ordinal);
        Assert.Contains("no model 'tay'",
            Message(CommandLine.Run("checkpoint", "convert", folder["a.safetensors"], folder["b.pth"], "--model", "tay",
                "--json")), StringComparison.Ordinal);
        Save(folder["bare.safetensors"], _ => true, metadata: false);
        var unnamed = Convert(folder["bare.safetensors"], folder["b.pth"]);
        Assert.Contains("3 class rows", Message(unnamed), StringComparison.Ordinal);
        File.WriteAllText(folder["classes.json"],
            """{"images": [], "annotations": [], "categories": [{"id": 9, "name": "eel"}, {"id": 3, "name": "cat"}, {"id": 7, "name": "dog"}]}""");
        var named = Convert(folder["bare.safetensors"], folder["b.pth"], "--classes", folder["classes.json"]);
        Assert.True(named.Code == 0, named.Log);
        Assert.Equal(Animals.AsEnumerable(),
            WeightFile.Describe(folder["b.pth"]).Match(metadata => metadata.Classes.AsEnumerable(), _ => []));
        Assert.Equal([folder["a.safetensors"], folder["b.pth"], folder["bare.safetensors"], folder["classes.json"]],
            Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
    }

    private static string Message(CommandLine run) => run.Error.GetProperty("message").GetString()!;

    private static CommandLine Convert(string input, string output, params string[] more) =>
        CommandLine.Run(["checkpoint", "convert", input, output, "--model", "toy", "--json", .. more]);

    private static void Save(string path, Func<string, bool>? keep = null, bool metadata = true)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var state = DetectorState.Of(new ToyDetector(3), ToyDetector.Definition)
            .Where(entry => keep?.Invoke(entry.Info.Name) ?? true);
        if (metadata)
            WeightFile.Save(path, state,
                new CheckpointMetadata("toy", Animals, "a toy", 41, new ResizeConfig(96, 160)));
        else SafeTensorsWriter.Write(
            path, [.. state.Select(entry => KeyValuePair.Create(entry.Info.Name, entry.Value))], []);
    }
}
