using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>
/// Properties of denoising in a fixed number of groups, and of the channel that tells its queries from the others.
/// </summary>
[Collection(GlobalRandomness.Name)]
public class GroupDenoisingProperties
{
    private const int Classes = 5;

    [Property(MaxTest = 20, Arbitrary = [typeof(DenoisingProperties.Scenes)])]
    public void Without_noise_every_group_holds_every_target(DenoisingProperties.Scene scene)
    {
        using var scope = NewDisposeScope();
        var (targets, noised) =
            Noised(scene, new(StableDinoZoo.DinoR50.Losses, scene.Copies, LabelNoise: 0, BoxNoise: 0));
        var (query, groundTruth) = ContrastiveDenoising.Positives(noised, targets.Counts);

        Assert.Equal((scene.Copies, scene.Counts.Max()), (noised.Groups, noised.GroupSize));
        Assert.Equal(noised.Labels.ge(0).sum().item<long>(), query.shape[0]);
        Parity.Same(targets.Labels.index_select(0, groundTruth),
            noised.Labels.flatten().index_select(0, query), "labels");
        Parity.Close(targets.Boxes.index_select(0, groundTruth),
            noised.Boxes.view(-1, 4).sigmoid().index_select(0, query), 1e-6, "boxes");
    }

    /// <summary>
    /// λ moves the centre by at most λ half sizes and the size by at most λ sizes, and some of both by more than half
    /// of that.
    /// </summary>
    [Property(MaxTest = 20, Arbitrary = [typeof(DenoisingProperties.Scenes)])]
    public void Noise_stays_within_its_bounds_and_labels_within_the_classes_and_one(DenoisingProperties.Scene scene)
    {
        using var scope = NewDisposeScope();
        const float noise = 0.4f;
        var (targets, noised) =
            Noised(scene, new(StableDinoZoo.DinoR50.Losses, Groups: 20, LabelNoise: 1, BoxNoise: noise));
        var (query, groundTruth) = ContrastiveDenoising.Positives(noised, targets.Counts);
        var original = targets.Boxes.index_select(0, groundTruth);
        var moved = (noised.Boxes.view(-1, 4).sigmoid().index_select(0, query) - original).abs()
            / original.narrow(1, 2, 2).repeat(1, 2) / noise;

        Assert.InRange(moved.narrow(1, 0, 2).max().item<float>(), 0.25, 0.5001);
        Assert.InRange(moved.narrow(1, 2, 2).max().item<float>(), 0.5, 1.0001);
        var labels = noised.Labels.flatten().index_select(0, query);
        Assert.InRange(labels.max().item<long>(), 1, Classes);
        Assert.InRange(labels.min().item<long>(), 0, Classes);
    }

    /// <summary>A noised label may say that the class is unknown: one number more than there are classes.</summary>
    [Fact]
    public void Noised_labels_take_every_class_and_the_unknown_one()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var targets = new Targets(zeros(1, ScalarType.Int64), full(new long[] { 1, 4 }, 0.5f), [1]);
        var draws = GroupDenoising.Draw(targets, new(StableDinoZoo.DinoR50.Losses, Groups: 400), Classes, generator);
        Assert.Equal(Enumerable.Range(0, Classes + 1).Select(label => (long)label),
            draws.NewLabels.data<long>().ToArray().Distinct().Order());
    }

    /// <summary>
    /// MaskDINO's groups share a number of queries: none are left where a batch has no target, or an image more than
    /// that number.
    /// </summary>
    [Theory, InlineData(0), InlineData(1), InlineData(3), InlineData(4), InlineData(5)]
    public void Denoising_without_negatives_has_as_many_groups_as_fit(int groundTruths)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var config = new BranchConfig.PositiveDenoising(StableDinoZoo.DinoR50.Losses, Queries: 4);
        var targets = new Targets(
            zeros(groundTruths, ScalarType.Int64), full(new long[] { groundTruths, 4 }, 0.5f), [0, groundTruths]);
        var noised = PositiveDenoising.Prepare(
            targets, config, PositiveDenoising.Draw(targets, config, Classes, generator), 1e-3);
        Assert.Equal(groundTruths is 0 or > 4, noised.IsNone);
        foreach (var some in noised) Assert.Equal(4 / groundTruths, some.Groups);
    }

    [Fact]
    public void A_batch_without_targets_has_no_denoising_queries()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var targets = new Targets(zeros(0, ScalarType.Int64), zeros(0, 4), [0, 0]);
        Assert.True(DenoisingQueries.Draw(DeformableZoo.DnDeformableDetrR50, targets, Classes, generator).IsNone);
    }

    [Fact]
    public void The_last_channel_separates_noised_targets_from_other_queries_and_from_empty_slots()
    {
        using var scope = NewDisposeScope();
        var config = DeformableZoo.DnDeformableDetrTiny.Queries with { Count = 3 };
        using var learned = new LearnedQueries(config, width: 8, indicated: true);
        using var embedding = new LabelEmbedding(Classes, width: 8, branch: 0, indicated: true);
        var memory = new EncoderMemory(zeros(2, 4, 8),
            new TokenSequence(zeros(2, 4, 8), zeros(2, 4, 8), zeros(2, 4, ScalarType.Bool), [], zeros(2, 1, 2)));
        var (_, noised) =
            Noised(new([2, 1], Queries: 1, Copies: 1, Seed: 4), new(StableDinoZoo.DinoR50.Losses, Groups: 2));
        var content = embedding.call(learned.call(memory), noised).Content;

        Assert.Equal([1, 1, 1, 1, 0, 0, 0], content[0].select(-1, 7).data<float>().ToArray());
        Assert.Equal([1, 0, 1, 0, 0, 0, 0], content[1].select(-1, 7).data<float>().ToArray());
    }

    private static (Targets Targets, NoisedTargets Noised) Noised(
        DenoisingProperties.Scene scene, BranchConfig.DenoisingGroups config)
    {
        using var generator = new Generator((ulong)scene.Seed, CPU);
        var targets = scene.Targets(generator);
        return (targets,
            GroupDenoising.Prepare(targets, config, GroupDenoising.Draw(targets, config, Classes, generator)).Value());
    }
}
