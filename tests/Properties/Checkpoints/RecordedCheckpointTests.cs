using System.Collections.Immutable;
using StableDino.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Checkpoints;

/// <summary>Files that Python wrote hold the recorded weights, to the bit.</summary>
public class RecordedCheckpointTests
{
    [SkippableTheory]
    [InlineData("tiny_stable_dino.pth", CheckpointFormat.PyTorchZip)]
    [InlineData("tiny_stable_dino_legacy.pth", CheckpointFormat.PyTorchLegacy)]
    [InlineData("tiny_stable_dino_half.pth", CheckpointFormat.PyTorchZip)]
    public void A_pth_holds_the_recorded_model(string name, CheckpointFormat format)
    {
        using var scope = NewDisposeScope();
        var half = name.Contains("half", StringComparison.Ordinal);
        using var file = Open(name);
        using var recorded = Weights();
        Assert.Equal(format, file.Format);
        Assert.Equal("4999", file.Metadata["iteration"]);
        Assert.Equal(recorded.Names.Order(StringComparer.Ordinal),
            file.Tensors.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        foreach (var entry in file.Tensors)
        {
            using var inner = NewDisposeScope();
            var expected = half && recorded[entry.Name].is_floating_point()
                ? recorded[entry.Name].to(ScalarType.Float16)
                : recorded[entry.Name];
            Same(expected, Read(file, entry), entry.Name);
        }
    }

    [SkippableTheory, InlineData("tiny_R-50.pkl"), InlineData("tiny_R-50_protocol2.pkl"), InlineData(
        "tiny_R-50_protocol4.pkl")]
    public void A_pkl_holds_the_recorded_backbone(string name)
    {
        using var scope = NewDisposeScope();
        using var file = Open(name);
        using var recorded = Weights();
        Assert.Equal(CheckpointFormat.NumpyPickle, file.Format);
        Assert.Equal(("torchvision", "True"), (file.Metadata["__author__"], file.Metadata["matching_heuristics"]));
        var names = recorded.Names.Where(n => n.StartsWith("backbone.", StringComparison.Ordinal))
            .Select(n => n["backbone.".Length..]);
        if (name != "tiny_R-50.pkl")
            names =
                names.Where(n =>
                    n.StartsWith("stem.", StringComparison.Ordinal) || n.StartsWith("res2.", StringComparison.Ordinal));
        Assert.Equal(names.Order(StringComparer.Ordinal),
            file.Tensors.Select(entry => entry.Name)
                .Where(n => !n.StartsWith("stem.fc", StringComparison.Ordinal)
                    && !n.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (var entry in file.Tensors.Where(entry => recorded.Has($"backbone.{entry.Name}")))
            Same(recorded[$"backbone.{entry.Name}"], Read(file, entry), entry.Name);
    }

    private static Checkpoint Open(string name)
    {
        var path = GoldenFolders.All.Select(folder => Path.Combine(folder, "stable_dino", name))
            .FirstOrDefault(File.Exists);
        Skip.If(path is null, $"no stable_dino/{name} in {string.Join(", ", GoldenFolders.All)}");
        return Checkpoint.Open(path!).Match(file => file, fault => throw new InvalidDataException(fault.ToString()));
    }

    private static GoldenFile Weights() => GoldenFile.Open((string)GoldenFile.Files("tiny2x2_weights").Single()[0]);

    private static Tensor Read(Checkpoint file, CheckpointTensor entry) =>
        file.Read(entry).Match(tensor => tensor, fault => throw new InvalidDataException(fault.ToString()));

    private static void Same(Tensor expected, Tensor actual, string name)
    {
        Assert.Equal((expected.dtype, string.Join(',', expected.shape)),
            (actual.dtype, string.Join(',', actual.shape)));
        Assert.True(expected.contiguous().bytes.SequenceEqual(actual.bytes), name);
    }
}
