using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Model;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Properties.Family;

/// <summary>Groups of queries: who sees whom, and what they pay together.</summary>
[Collection(GlobalRandomness.Name)]
public class QueryGroupsTests
{
    [SkippableTheory, MemberData(nameof(Recorded))]
    public void The_official_exchange_among_groups_is_the_recorded_one(string path)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var recorded = new FamilyCase(path);
        Tensor File(string name) => recorded.File[$"outputs/group_self_attention/{name}"].transpose(0, 1);
        var attention = (ConditionalSelfAttention)recorded.Detector.named_modules()
            .Single(module => module.name == "decoder.layers.0.attentions.0").module;
        foreach (var (mode, training) in new[] { ("train", true), ("eval", false) })
        {
            attention.train(training);
            recorded.File.Compare(mode, recorded.Outputs, File(mode),
                attention.call(File("query"), File("pos"), Option<Tensor>.None), "self-attention");
        }
    }

    public static IEnumerable<object[]> Recorded =>
        GoldenFile.Files(GoldenKind.Family)
            .Where(row =>
                !File.Exists((string)row[0]) || ((string)row[0]).Contains("group_detr", StringComparison.Ordinal))
            .OrMissing("Group-DETR");

    [Theory, InlineData(GroupAttention.Isolated), InlineData(GroupAttention.Official)]
    public void A_further_group_moves_the_matching_queries_only_where_the_official_attention_lets_it(
        GroupAttention attention)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        manual_seed(5);
        const int Queries = 2, Groups = 2, Width = 16;
        var config = SingleScaleZoo.GroupDetrTiny.Decoder with { Width = Width, Heads = 2, FeedForward = 8 };
        using var decoder = new DenseDecoder(
            config, new QueryPosition.Learned(), attention == GroupAttention.Official ? Groups : 1);
        using var heads = new PredictionHeads(
            new HeadConfig(new Score.Sigmoid(), HeadSharing.Single), new QueryReference.LearnedPoints(), Width,
            config.Layers, 3);
        var memory = new EncoderMemory(randn(1, 6, Width),
            new TokenSequence(randn(1, 6, Width), randn(1, 6, Width), zeros([1, 6], ScalarType.Bool),
                [new LevelShape(2, 3, 0)], ones(1, 1, 2)));
        var (positions, references) = (randn(1, Groups * Queries, Width), rand(1, Groups * Queries, 2));
        ImmutableArray<QueryGroup> groups = [QueryGroup.Matching(Queries), new QueryGroup(Branch: 0, Queries)];
        Tensor First(Tensor places) =>
            decoder.call(new SelectedQueries(zeros(1, Groups * Queries, Width), references, places, groups), memory,
                heads).States[-1].narrow(1, 0, Queries);

        var moved = positions.clone();
        moved.narrow(1, Queries, Queries).add_(1);
        Assert.Equal(attention == GroupAttention.Official,
            (First(positions) - First(moved)).abs().max().item<float>() > 1e-3f);
    }

    [Fact]
    public void Further_groups_are_numbered_from_0_on_and_a_target_without_a_query_stays_without()
    {
        static ImageAssignment Of(params int[] queries) => new([.. queries]);
        // three groups of two images
        var all = new Assignments([[Of(0, 1), Of(2), Of(3, -1), Of(0), Of(-1, 2), Of(0)]]);
        Assert.Equal([[0, 1], [2]],
            QueryBatches.First(all, 3).Layers[0].Select(image => image.QueryOfTarget.ToArray()));
        Assert.Equal([[3, -1, -1, 6], [0, 4]],
            QueryBatches.Further(all, 3, [2, 1], queries: 4).Layers[0].Select(image => image.QueryOfTarget.ToArray()));
    }

    [Fact]
    public void Groups_are_learned_in_training_and_one_is_kept()
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        var definition = Core.CompiledDetectors.All.Single(entry => entry.Name == "group-detr-tiny");
        using var detector = definition.Build(3);
        using var images = TinyModels.Batch(definition.Config.Pixels, full([3, 64, 64], 90f));
        detector.train();
        var all = detector.call(images, Option<NoisedTargets>.None);
        Assert.Equal([definition.Config.Queries.Count, 3 * definition.Config.Queries.Count],
            new[] { (int)all.Layers.Logits.shape[2], (int)all.Branches.Single().Predictions.Logits.shape[2] });
        detector.eval();
        var kept = detector.call(images, Option<NoisedTargets>.None);
        Assert.Empty(kept.Branches);
        Assert.Equal(definition.Config.Queries.Count, kept.Layers.Logits.shape[2]);
    }

    [Theory, InlineData("group-detr-tiny"), InlineData("stable-group-detr-tiny")]
    public void Groups_that_agree_have_the_loss_of_one_of_them(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        var config = Core.CompiledDetectors.All.Single(entry => entry.Name == name).Config;
        var one = new Predictions(randn(2, 2, 6, 3), rand(2, 2, 6, 4) * 0.4 + 0.2);
        var others = new Predictions(one.Logits.repeat(1, 1, 3, 1), one.Boxes.repeat(1, 1, 3, 1));
        using var targets = new Targets(tensor(new long[] { 0, 2, 1 }), rand(3, 4) * 0.4 + 0.2, [2, 1]);
        LossReport Report(ImmutableArray<BranchPredictions> branches) => Criterion.Evaluate(
            new DetectorOutput(one, Option<Predictions>.None, branches), targets, Option<NoisedTargets>.None, config)
            .IfLeft(fault => throw new InvalidOperationException(fault.ToString()));

        using var alone = Report([]);
        using var together = Report([new BranchPredictions(0, others)]);
        Assert.Equal<string>(alone.Names, together.Names);
        Assert.Equal(alone.Assignments, together.Assignments);
        Assert.All(alone.Terms().Zip(together.Terms(), (a, b) => (Alone: a.Value, Together: b.Value)),
            pair => Assert.Equal(pair.Alone, pair.Together, 1e-5));
        var further = together.Branches.Single().Assignments.Layers[0][0].QueryOfTarget;
        Assert.Equal<int>(
            [.. Enumerable.Range(0, 3)
                .SelectMany(group =>
                    alone.Assignments.Layers[0][0].QueryOfTarget.Select(query => query + (6 * group)))], further);
    }
}
