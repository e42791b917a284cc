using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Properties of whole compiled detectors, small ones, whatever their weights.</summary>
public class WholeDetectorProperties
{
    public static TheoryData<string> Denoising { get; } =
        Named(definition =>
            definition.Config.Branches.Any(branch =>
                branch is BranchConfig.ContrastiveDenoising or BranchConfig.DenoisingGroups));

    public static TheoryData<string> Small { get; } = Named(_ => true);

    /// <summary>
    /// DINO §3.3: a target told to one group reaches neither the matching queries nor another group, through any layer
    /// or refinement.
    /// </summary>
    [Theory, MemberData(nameof(Denoising))]
    public void What_one_denoising_group_is_given_reaches_no_other_query(string name)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(7, CPU);
        using var detector = Build(name, generator);
        detector.train();
        var images = Images(generator, new ImageSize(40, 56), new ImageSize(33, 47));
        var targets = new Targets(tensor(new long[] { 1, 0, 2 }), rand(3, 4, generator: generator) * 0.4 + 0.2, [2, 1]);
        var noised = DenoisingQueries.Draw(detector.Config, targets, detector.Classes, generator).Value();
        Assert.True(noised.Groups > 1);
        var told = noised with { Boxes = noised.Boxes.clone() };
        told.Boxes.narrow(1, noised.GroupSize, noised.GroupSize).add_(1);
        var (before, after) = (Seeded(noised), Seeded(told));

        Unchanged(before.Layers, after.Layers, "matching queries");
        // denoising queries stand before all others
        var (own, others) = (before.Branches[0].Predictions, after.Branches[0].Predictions);
        foreach (var (one, other) in before.Branches.Skip(1).Zip(after.Branches.Skip(1)))
            Unchanged(one.Predictions, other.Predictions, "queries of heads on the memory");
        foreach (var group in Enumerable.Range(0, noised.Groups).Where(group => group != 1))
            Unchanged(Group(own, group), Group(others, group), $"group {group}");
        Assert.True((Group(own, 1).Logits - Group(others, 1).Logits).abs().max().item<float>() > 1e-4,
            "the group itself learns nothing");

        // some backbones leave out layers at random
        DetectorOutput Seeded(NoisedTargets groundTruths)
        {
            manual_seed(7);
            return detector.call(images, groundTruths);
        }

        Predictions Group(Predictions all, int group) => new(
            all.Logits.narrow(2, group * noised.GroupSize, noised.GroupSize),
            all.Boxes.narrow(2, group * noised.GroupSize, noised.GroupSize));
    }

    /// <summary>
    /// From one pixel up: as many boxes as asked for or as there are tokens, all of them numbers in the image.
    /// </summary>
    [Theory, MemberData(nameof(Small))]
    public void Images_of_one_pixel_and_of_odd_sides_are_answered_with_boxes(string name)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(8, CPU);
        using var detector = Build(name, generator);
        detector.eval();
        foreach (ImageSize[] sizes in new[] { new[] { new ImageSize(1, 1) }, [new(1, 35)], [new(37, 61), new(1, 1)] })
        {
            var output = detector.call(Images(generator, sizes), Option<NoisedTargets>.None);
            Assert.True(output.Layers.Logits.isfinite().all().item<bool>(), "logits");
            Assert.True(output.Layers.Boxes.ge(0).logical_and(output.Layers.Boxes.le(1)).all().item<bool>(), "boxes");
            var found = StableDino.Network.PostProcessing.Select(
                output, detector.Config.Heads.Score, detector.Config.PostProcessing, [.. sizes], [.. sizes]);
            Assert.All(found, image => Assert.All(image.Boxes, box => Assert.True(
                box.X0 >= 0 && box.Y0 >= 0 && box.X1 <= image.Size.Width && box.Y1 <= image.Size.Height
                && box.X1 > box.X0 && box.Y1 > box.Y0, $"{box}")));
        }
    }

    private static TheoryData<string> Named(Func<DetectorDefinition, bool> chosen) => new(
        Core.CompiledDetectors.All.Where(definition => definition.Name.Contains("tiny", StringComparison.Ordinal)
            && chosen(definition)).Select(definition => definition.Name));

    // Far from the starting weights, where refinements and offsets are still zero.
    private static Detector Build(string name, Generator generator)
    {
        var detector = Core.CompiledDetectors.All.Single(definition => definition.Name == name).Build(3);
        foreach (var parameter in detector.parameters())
            parameter.add_(randn(parameter.shape, generator: generator) * 0.05);
        return detector;
    }

    private static ImageBatch Images(Generator generator, params ImageSize[] sizes)
    {
        var (height, width) = (sizes.Max(size => size.Height), sizes.Max(size => size.Width));
        var padding = ones(sizes.Length, height, width, ScalarType.Bool);
        for (var i = 0; i < sizes.Length; i++)
            padding[i].narrow(0, 0, sizes[i].Height).narrow(1, 0, sizes[i].Width).fill_(false);
        return new ImageBatch(randn(sizes.Length, 3, height, width, generator: generator)
            * padding.unsqueeze(1).logical_not(), padding, [.. sizes]);
    }

    private static void Unchanged(Predictions before, Predictions after, string what)
    {
        Parity.Close(before.Logits, after.Logits, 1e-5, $"logits of {what}");
        Parity.Close(before.Boxes, after.Boxes, 1e-5, $"boxes of {what}");
    }
}
