using System.Collections.Immutable;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Pipeline;
using StableDino.Properties.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Checkpoints;

[Collection(GlobalRandomness.Name)]
public class WeightFileTests
{
    private static readonly ImmutableArray<CocoCategory> Animals = [new(3, "cat"), new(7, "dog"), new(9, "eel")];

    [Fact]
    public void Saved_weights_load_bit_for_bit_with_model_classes_and_step()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = (Toy(3, 1), Toy(3, 2));
        WeightFile.Save(folder["a.safetensors"], a, ToyDetector.Definition, Metadata("toy", Animals));
        var report = Assert.IsType<LoadReport>(Load(folder["a.safetensors"], b, Animals, LoadPolicy.Exact).Case);

        Assert.Empty(report.Missing);
        Assert.Equal(12, report.Loaded.Length);
        Assert.True(Same(a, b));
        var metadata = Assert.IsType<CheckpointMetadata>(WeightFile.Describe(folder["a.safetensors"]).Case);
        Assert.Equal(("toy", 41L, "a toy", new ResizeConfig(96, 160)),
            (metadata.Model, metadata.Step, metadata.Configuration, metadata.Resize));
        Assert.Equal(Animals.AsEnumerable(), metadata.Classes);
    }

    [Fact]
    public void Class_rows_follow_their_names_and_the_rest_stays_as_initialised()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (a, b) = (Toy(3, 1), Toy(4, 2));
        var before = b.state_dict()["class0.weight"].clone();
        WeightFile.Save(folder["a.safetensors"], a, ToyDetector.Definition, Metadata("toy", Animals));
        ImmutableArray<CocoCategory> other = [new(1, "eel"), new(2, "fox"), new(3, "cat"), new(4, "gnu")];
        var report = Assert.IsType<LoadReport>(Load(folder["a.safetensors"], b, other, LoadPolicy.Initial).Case);

        Assert.Equal(["eel", "cat"], report.KeptClasses.ToArray());
        Assert.Equal(["fox", "gnu"], report.NewClasses.ToArray());
        Assert.Equal(["class_embed.0.weight", "class_embed.0.bias", "class_embed.1.weight", "class_embed.1.bias"],
            report.Reshaped.ToArray());
        var (theirs, ours) = (a.state_dict()["class0.weight"], b.state_dict()["class0.weight"]);
        Assert.True(ours[0].equal(theirs[2]).all().item<bool>());
        Assert.True(ours[2].equal(theirs[0]).all().item<bool>());
        Assert.True(ours[1].equal(before[1]).all().item<bool>());
        Assert.True(ours[3].equal(before[3]).all().item<bool>());
        Assert.True(b.state_dict()["conv.weight"].equal(a.state_dict()["conv.weight"]).all().item<bool>());
    }

    [Fact]
    public void A_row_after_the_classes_is_taken_whatever_their_list()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var definition = Core.CompiledDetectors.All.Single(d => d.Name == "dn-deformable-detr-tiny");
        using var a = definition.Build(3);
        using var b = definition.Build(2);
        WeightFile.Save(folder["a.safetensors"], a, definition, Metadata(definition.Name, Animals));
        Assert.True(
            WeightFile.Load(folder["a.safetensors"], b, definition, ["eel", "fox"], LoadPolicy.Initial).IsRight);

        Tensor Labels(Detector detector) => detector.state_dict()["denoising.denoising_generator.label_encoder.weight"];
        Assert.Equal((4L, 3L), (Labels(a).shape[0], Labels(b).shape[0]));
        Assert.True(Labels(b)[2].equal(Labels(a)[3]).all().item<bool>());
        Assert.True(Labels(b)[0].equal(Labels(a)[2]).all().item<bool>());
        Assert.False(Labels(b)[1].equal(Labels(a)[1]).all().item<bool>());
    }

    [Fact]
    public void Classes_of_the_same_count_in_another_order_are_not_taken_row_by_row()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = (Toy(3, 1), Toy(3, 2));
        WeightFile.Save(folder["a.safetensors"], a, ToyDetector.Definition, Metadata("toy", Animals));
        ImmutableArray<CocoCategory> turned = [.. Animals.Reverse()];
        Assert.IsType<Fault>(Load(folder["a.safetensors"], b, turned, LoadPolicy.Exact).Case);
        Assert.IsType<LoadReport>(Load(folder["a.safetensors"], b, turned, LoadPolicy.Initial).Case);
        Assert.True(a.state_dict()["class1.bias"].flip(0).equal(b.state_dict()["class1.bias"]).all().item<bool>());
    }

    [Fact]
    public void A_checkpoint_of_another_architecture_is_named_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = (Toy(3, 1), Toy(3, 2));
        var state = DetectorState.Of(a, ToyDetector.Definition)
            .Select(entry => entry.Info.Name == "bbox_embed.1.bias"
                ? (entry.Info with { Name = "mask_embed.bias" }, entry.Value)
                : entry);
        WeightFile.Save(folder["a.safetensors"], state, Metadata("mask-toy", Animals));
        var before = Fingerprint(b);
        foreach (var policy in Enum.GetValues<LoadPolicy>())
        {
            var fault = Assert.IsType<Fault>(Load(folder["a.safetensors"], b, Animals, policy).Case);
            Assert.Contains("'mask-toy', not of 'toy'", fault.Message, StringComparison.Ordinal);
            Assert.Contains("mask_embed.bias", fault.Message, StringComparison.Ordinal);
            Assert.Equal(before, Fingerprint(b));
        }
    }

    [Fact]
    public void A_file_without_backbone_is_no_start_and_one_with_only_the_backbone_is()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = (Toy(3, 1), Toy(3, 2));
        var (backbone, rest) =
            (DetectorState.Of(a, ToyDetector.Definition)
                .Where(e => e.Info.Name.StartsWith("backbone.", StringComparison.Ordinal)),
                DetectorState.Of(a, ToyDetector.Definition)
                    .Where(e => !e.Info.Name.StartsWith("backbone.", StringComparison.Ordinal)));
        WeightFile.Save(folder["rest.safetensors"], rest, Metadata("toy", Animals));
        WeightFile.Save(folder["backbone.safetensors"], backbone, Metadata("toy", Animals));
        Assert.IsType<Fault>(Load(folder["rest.safetensors"], b, Animals, LoadPolicy.Initial).Case);
        var report = Assert.IsType<LoadReport>(
            Load(folder["backbone.safetensors"], b, Animals, LoadPolicy.Initial).Case);
        Assert.Equal((4, 8), (report.Loaded.Length, report.Missing.Length));
        Assert.IsType<Fault>(Load(folder["backbone.safetensors"], b, Animals, LoadPolicy.Exact).Case);
    }

    [Fact]
    public void An_alias_alone_is_enough()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = (Toy(3, 1), Toy(3, 2));
        WeightFile.Save(folder["a.safetensors"],
            DetectorState.Of(a, ToyDetector.Definition).Where(e => e.Info.Name != "class_embed.0.weight"),
            Metadata("toy", Animals));
        Assert.IsType<LoadReport>(Load(folder["a.safetensors"], b, Animals, LoadPolicy.Exact).Case);
        Assert.True(Same(a, b));
    }

    private static LanguageExt.Either<Fault, LoadReport> Load(
        string path, Detector detector, ImmutableArray<CocoCategory> classes, LoadPolicy policy) =>
        WeightFile.Load(path, detector, ToyDetector.Definition, [.. classes.Select(c => c.Name)], policy);

    private static CheckpointMetadata Metadata(string model, ImmutableArray<CocoCategory> classes) =>
        new(model, classes, "a toy", 41, new ResizeConfig(96, 160));

    private static ToyDetector Toy(int classes, long seed)
    {
        torch.random.manual_seed(seed);
        return new ToyDetector(classes);
    }

    private static bool Same(Detector a, Detector b) => Fingerprint(a) == Fingerprint(b);

    private static string Fingerprint(Detector detector) =>
        string.Join(' ',
            from pair in detector.state_dict()
            let hash = System.Security.Cryptography.SHA256.HashData(pair.Value.detach().contiguous().bytes)
            select $"{pair.Key}:{Convert.ToHexString(hash)}");
}
