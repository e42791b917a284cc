using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Kernels;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Properties that need the process to themselves: the global generator and the default device.</summary>
[Collection(ProcessWide.Name)]
public class ProcessWideTests
{
    private static readonly DetectorConfig Small = StableDinoZoo.StableDinoTiny;

    [Fact]
    public void The_same_seed_builds_the_same_detector_and_another_seed_another()
    {
        using var scope = NewDisposeScope();
        List<(string Name, float[] Values)> Build(long seed)
        {
            manual_seed(seed);
            using var detector = new AssembledDetector(Small, 5);
            return [.. detector.OfficialState()
                .Select(pair => (pair.Official, pair.Value.to_type(ScalarType.Float32).data<float>().ToArray()))];
        }

        var (first, again, other) = (Build(3), Build(3), Build(4));
        Assert.All(first.Zip(again),
            pair => Assert.True(pair.Item1.Values.SequenceEqual(pair.Item2.Values), pair.Item1.Name));
        Assert.Contains(first.Zip(other), pair => !pair.Item1.Values.SequenceEqual(pair.Item2.Values));
    }

    /// <summary>
    /// A tensor created without a device lands on the default device, here one without data; mixing it with the inputs,
    /// or handing it
    /// out, fails. So what passes here creates every tensor on its inputs' device.
    /// </summary>
    [Theory, InlineData("resnet"), InlineData("swin"), InlineData("focalnet")]
    public void Every_tensor_is_created_on_the_inputs_device(string backbone)
    {
        using var scope = NewDisposeScope();
        var twos = new StageCounts(2, 2, 2, 2);
        var config = backbone switch
        {
            "swin" => Small with { Backbone = new BackboneConfig.Swin(twos, new StageCounts(1, 2, 2, 2), 12, 3) },
            "focalnet" =>
                Small with { Backbone =
                    new BackboneConfig.FocalNet(twos, twos, new StageCounts(3, 3, 5, 1), 12, ModulationNorm: true) },
            _ => Small,
        };
        using var detector = new AssembledDetector(config, 5);
        detector.train();
        var padding = zeros(2, 60, 70, ScalarType.Bool);
        padding[1, TensorIndex.Ellipsis, TensorIndex.Slice(50)] = tensor(true);
        var images = new ImageBatch(randn(2, 3, 60, 70), padding, [new ImageSize(60, 70), new ImageSize(60, 50)]);
        var targets = new Targets(tensor(new long[] { 1, 4, 0 }),
            tensor(new[] { .5f, .5f, .2f, .3f, .3f, .6f, .1f, .2f, .7f, .7f, .2f, .2f }).view(3, 4), [1, 2]);
        var denoising = TinyModels.Denoising(config);
        using var generator = new Generator(5, CPU);

        DetectorOutput output;
        var usual = get_default_device();
        set_default_device(META);
        try
        {
            Assert.Equal(DeviceType.META, ones(1).device_type);
            var draws = ContrastiveDenoising.Draw(targets, denoising, 5, generator);
            var noised = ContrastiveDenoising.Prepare(targets, denoising, 5, draws).Value();
            var (query, groundTruth) = ContrastiveDenoising.Positives(noised, targets.Counts);
            output = detector.call(images, noised);
            Assert.All(new[] { query, groundTruth, draws.LabelChance, draws.NewLabels, draws.Signs, draws.Magnitudes,
                noised.Labels, noised.Boxes },
                tensor => Assert.Equal(DeviceType.CPU, tensor.device_type));
            (output.Layers.Logits.sum() + output.Layers.Boxes.sum()).backward();
        }
        finally
        {
            set_default_device(usual);
        }

        Predictions[] all = [output.Layers, output.Proposals.Value(), output.Branches.Single().Predictions];
        Assert.All(all.SelectMany(part => new[] { part.Logits, part.Boxes }),
            tensor => Assert.True(tensor.isfinite().all().item<bool>()));
    }

    /// <summary>The same of the functions that auxiliary heads are built of.</summary>
    [Fact]
    public void Every_tensor_of_regions_is_created_on_the_inputs_device()
    {
        using var scope = NewDisposeScope();
        var anchors = new AnchorShapes([0.5f, 1f]);
        ImmutableArray<LevelShape> levels = [new(4, 5, 0), new(2, 3, 20)];
        var (strides, deviations) = (ImmutableArray.Create(8, 16), ImmutableArray.Create(0.1f, 0.1f, 0.2f, 0.2f));
        var (groundTruths, images) =
            (tensor(new[] { 3f, 4, 30, 20, 8, 8, 24, 30 }).view(2, 4), tensor(new long[] { 1, 0 }));
        Tensor[] maps = [randn([2, 3, 4, 5], requires_grad: true), randn([2, 3, 2, 3], requires_grad: true)];
        var usual = get_default_device();
        set_default_device(META);
        Tensor[] made;
        try
        {
            var grid = AnchorGrid.Of(levels, strides, anchors, CPU);
            var inside = AnchorGrid.Inside(
                levels, strides, anchors, [new ImageSize(32, 40), new ImageSize(20, 30)], CPU);
            var atss = AtssAssignment.Of(grid, inside[1], [40, 12], groundTruths);
            var assigned = ThresholdAssignment.Of(grid, groundTruths, 0.3, 0.7, 0.3);
            var (positives, negatives) = BalancedSample.Of(assigned, 16, 0.1, MemoryMaps.Shuffle(default, 0));
            var moved = BoxDeltas.Decode(
                groundTruths, BoxDeltas.Encode(groundTruths, groundTruths + 1, deviations), deviations);
            var bins = RegionAlign.OfPyramid(maps, strides, moved, images, 10);
            bins.sum().backward();
            made = [grid, inside, atss, assigned, positives, negatives, moved, bins, maps[0].grad!, maps[1].grad!,
                AtssAssignment.Of(grid, inside[1], [40, 12], groundTruths.narrow(0, 0, 0)),
                ThresholdAssignment.Of(grid, groundTruths.narrow(0, 0, 0), 0.3, 0.7),
                RegionAlign.OfPyramid(maps, strides, moved.narrow(0, 0, 0), images.narrow(0, 0, 0), 10)];
        }
        finally
        {
            set_default_device(usual);
        }

        Assert.All(made, tensor => Assert.Equal(DeviceType.CPU, tensor.device_type));
    }
}
