using LanguageExt;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Family;

/// <summary>
/// Heads on the memory: what they add is there in training only, and changes nothing that inference reads.
/// </summary>
[Collection(GlobalRandomness.Name)]
public class MemoryHeadTests
{
    [Theory, InlineData("co-dino-tiny", "dino-tiny"), InlineData(
        "co-deformable-detr-tiny", "deformable-detr-tiny-two-stage")]
    public void Matching_queries_predict_the_same_with_heads_and_without(string with, string without)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var heads = Built(with);
        using var plain = Built(without);
        plain.load_state_dict(heads.state_dict().Where(entry => plain.state_dict().ContainsKey(entry.Key))
            .ToDictionary(entry => entry.Key, entry => entry.Value));
        using var images = Two(heads);
        foreach (var training in new[] { false, true })
        {
            heads.train(training);
            plain.train(training);
            var (more, less) =
                (heads.call(images, NoisedTargets.Bare(Targets)), plain.call(images, Option<NoisedTargets>.None));
            Assert.Equal(training ? 2 : 0, more.Heads.Length);
            Assert.Equal(training ? 2 : 0, more.Branches.Length);
            Assert.True(more.Layers.Logits.allclose(less.Layers.Logits, rtol: 1e-4, atol: 1e-5), "logits");
            Assert.True(more.Layers.Boxes.allclose(less.Layers.Boxes, rtol: 1e-4, atol: 1e-5), "boxes");
        }
    }

    [Fact]
    public void Queries_of_a_head_are_its_positives_and_know_their_targets()
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var detector = Built("co-dino-tiny");
        using var images = Two(detector);
        detector.train();
        var output = detector.call(images, NoisedTargets.Bare(Targets));
        var anchors = output.Heads.OfType<HeadPredictions.OfAnchors>().Single();
        var regions = output.Heads.OfType<HeadPredictions.OfRegions>().Single();
        long[] Of(Tensor targets) => [.. targets.data<long>()];
        foreach (var head in output.Heads)
        {
            Assert.Equal(head.QueryTargets.shape[1],
                output.Branches.Single(branch => branch.Branch == head.Branch).Predictions.Logits.shape[2]);
            Assert.True(head.QueryTargets.shape[1] >= 9);
            Assert.All(Of(head.QueryTargets[0]), target => Assert.InRange(target, -1, 1));
            Assert.All(Of(head.QueryTargets[1]), target => Assert.True(target is -1 or 2));
        }

        Assert.Equal([0L, 1L], Of(anchors.Targets[0]).Where(target => target >= 0).Distinct().Order());
        Assert.Equal([2L], Of(anchors.Targets[1]).Where(target => target >= 0).Distinct());
        // the targets themselves are regions
        Assert.Equal([0L, 1L, 2L], Of(regions.RegionTargets).Where(target => target >= 0).Distinct().Order());
        Assert.InRange(regions.AnchorTargets.gt(-2).sum().item<long>(), 1, images.Count * 64);
    }

    [Fact]
    public void A_batch_without_targets_teaches_the_background_alone()
    {
        using var scope = NewDisposeScope();
        using var detector = Built("co-dino-tiny");
        using var images = TinyModels.Batch(detector.Config.Pixels, full([3, 64, 96], 90f));
        detector.train();
        var none = new Targets(zeros([0], ScalarType.Int64), zeros(0, 4), [0]);
        using var generator = new Generator(7, CPU);
        var drawn = DenoisingQueries.Draw(detector.Config, none, detector.Classes, generator);
        var output = detector.call(images, drawn);
        using var report = Criterion.Evaluate(output, none, drawn, detector.Config)
            .IfLeft(fault => throw new InvalidOperationException(fault.ToString()));
        report.Total.backward();
        var terms = report.Terms().ToDictionary(term => term.Name, term => term.Value);
        Assert.All(terms, term => Assert.True(double.IsFinite(term.Value), term.Key));
        Assert.All(new[] { "loss_class_anchors", "loss_object_proposals", "loss_class_regions" },
            name => Assert.True(terms[name] > 0, name));
        Assert.All(new[] { "loss_giou_anchors", "loss_centredness_anchors", "loss_shift_proposals", "loss_giou_regions",
            "loss_bbox_atss", "loss_bbox_roi" }, name => Assert.Equal(0, terms[name]));
        Assert.All(detector.parameters(),
            parameter => Assert.True(parameter.grad is null || parameter.grad.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Of_an_accumulated_batch_every_term_counts_by_its_share_of_the_targets()
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var detector = Built("co-dino-tiny");
        using var images = Two(detector);
        detector.train();
        var output = detector.call(images, NoisedTargets.Bare(Targets));
        Dictionary<string, double> Terms(double normalizer)
        {
            using var report =
                Criterion.Evaluate(output, Targets, Option<NoisedTargets>.None, detector.Config, normalizer)
                    .IfLeft(fault => throw new InvalidOperationException(fault.ToString()));
            return report.Terms().ToDictionary(term => term.Name, term => term.Value);
        }

        var (alone, half) = (Terms(3), Terms(6));
        // three layers and the proposals, three layers of each head's queries, 3 and 4 terms of the heads
        Assert.Equal(37, alone.Count);
        Assert.All(alone, term => Assert.Equal(term.Value / 2, half[term.Key], 1e-4 * Math.Abs(term.Value)));
    }

    private static Targets Targets => new(
        tensor(new[] { 1L, 0, 2 }),
        tensor(new[,] { { 0.3f, 0.4f, 0.4f, 0.5f }, { 0.7f, 0.6f, 0.3f, 0.6f }, { 0.5f, 0.5f, 0.7f, 0.5f } }), [2, 1]);

    private static ImageBatch Two(Detector detector) =>
        TinyModels.Batch(detector.Config.Pixels, full([3, 64, 96], 90f), full([3, 80, 64], 40f));

    private static Detector Built(string name)
    {
        manual_seed(11);
        return Core.CompiledDetectors.All.Single(entry => entry.Name == name).Build(3);
    }
}
