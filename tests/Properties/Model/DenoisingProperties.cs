using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Properties of contrastive denoising as a function of targets and draws.</summary>
public class DenoisingProperties
{
    private const int Classes = 5;

    /// <summary>A batch: targets per image, some none; groups follow from the queries aimed at.</summary>
    public sealed record Scene(int[] Counts, int Queries, int Copies, int Seed)
    {
        public Targets Targets(Generator generator) => new(
            randint(0, Classes, [Counts.Sum()], dtype: ScalarType.Int64, generator: generator),
            cat([rand(Counts.Sum(), 2, generator: generator) * 0.4 + 0.3,
                rand(Counts.Sum(), 2, generator: generator) * 0.3 + 0.05], 1), [.. Counts]);

        public override string ToString() =>
            $"counts [{string.Join(", ", Counts)}], {Queries} queries, {Copies} copies, seed {Seed}";
    }

    public static class Scenes
    {
        public static Arbitrary<Scene> Any() => Arb.From(
            from counts in Gen.Choose(0, 4).ArrayOf().Where(c => c.Length is > 0 and < 5 && c.Sum() > 0)
            from queries in Gen.Choose(1, 12)
            from copies in Gen.Choose(1, 3)
            from seed in Gen.Choose(0, 1000)
            select new Scene(counts, queries, copies, seed), Smaller);

        private static IEnumerable<Scene> Smaller(Scene scene)
        {
            for (var i = 0; i < scene.Counts.Length; i++)
            {
                if (scene.Counts.Length > 1 && scene.Counts.Sum() > scene.Counts[i])
                    yield return scene with { Counts = [.. scene.Counts[..i], .. scene.Counts[(i + 1)..]] };
                if (scene.Counts[i] > 0 && scene.Counts.Sum() > 1)
                    yield return scene with { Counts = [.. scene.Counts[..i], scene.Counts[i] - 1,
                        .. scene.Counts[(i + 1)..]] };
            }

            if (scene.Queries > 1) yield return scene with { Queries = scene.Queries - 1 };
            if (scene.Copies > 1) yield return scene with { Copies = scene.Copies - 1 };
        }
    }

    [Property(MaxTest = 30, Arbitrary = [typeof(Scenes)])]
    public void Zero_noise_changes_nothing_and_positives_point_at_their_own_target(Scene scene)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)scene.Seed, CPU);
        var targets = scene.Targets(generator);
        var config = new BranchConfig.ContrastiveDenoising(new NegativeNoise.Contrastive(),
            StableDinoZoo.DinoR50.Losses, scene.Queries, scene.Copies, LabelNoise: 0, BoxNoise: 0);
        var noised =
            ContrastiveDenoising.Prepare(
                targets, config, Classes, ContrastiveDenoising.Draw(targets, config, Classes, generator)).Value();
        var (query, groundTruth) = ContrastiveDenoising.Positives(noised, targets.Counts);

        Assert.Equal(Math.Max(1, scene.Queries / scene.Counts.Max()), noised.Groups);
        Assert.Equal(noised.Groups * targets.Total, query.shape[0]);
        Assert.Equal(query.shape[0], query.unique().Item1.shape[0]);
        Parity.Same(targets.Labels.index_select(0, groundTruth),
            noised.Labels.flatten().index_select(0, query), "labels");
        Parity.Close(targets.Boxes.index_select(0, groundTruth),
            noised.Boxes.view(-1, 4).sigmoid().index_select(0, query), 1e-6, "boxes");
        for (var b = 0; b < scene.Counts.Length; b++)
            Assert.Equal(noised.Groups * scene.Copies * scene.Counts[b], noised.Labels[b].ge(0).sum().item<long>());
        Assert.Equal(0, noised.Boxes.masked_select(noised.Labels.lt(0).unsqueeze(-1)).abs().sum().item<float>());
    }

    /// <summary>
    /// u in [0, 1) and a sign move a corner by less than half the box's size times the noise: the copy keeps its
    /// overlap in sight.
    /// </summary>
    [Property(MaxTest = 30, Arbitrary = [typeof(Scenes)])]
    public void Positives_stay_near_their_target_and_contrastive_negatives_leave_it(Scene scene)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)scene.Seed, CPU);
        var targets = scene.Targets(generator);
        var config = new BranchConfig.ContrastiveDenoising(new NegativeNoise.Contrastive(),
            StableDinoZoo.DinoR50.Losses, scene.Queries, Copies: 2, LabelNoise: 0, BoxNoise: 0.5f);
        var noised =
            ContrastiveDenoising.Prepare(
                targets, config, Classes, ContrastiveDenoising.Draw(targets, config, Classes, generator)).Value();
        var (query, groundTruth) = ContrastiveDenoising.Positives(noised, targets.Counts);
        var (most, boxes) = (targets.Most, noised.Boxes.view(-1, 4).sigmoid());
        var original = targets.Boxes.index_select(0, groundTruth);

        Tensor Shift(Tensor chosen) => (Corners(boxes.index_select(0, chosen)) - Corners(original)).abs()
            // in units of noise × half size
            / cat([original.narrow(1, 2, 2), original.narrow(1, 2, 2)], 1) / 0.25;
        Assert.True(Shift(query).max().item<float>() <= 1.01f);
        Assert.True(Shift(query + most).min().item<float>() >= 0.99f);
    }

    [Property(MaxTest = 10, Arbitrary = [typeof(Scenes)])]
    public void Draws_have_their_ranges_and_come_from_the_generator_alone(Scene scene)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)scene.Seed, CPU);
        var targets = scene.Targets(generator);
        var config = new BranchConfig.ContrastiveDenoising(
            new NegativeNoise.SameAsPositive(), StableDinoZoo.DinoR50.Losses, scene.Queries, scene.Copies);
        DenoisingDraws Draw(ulong seed)
        {
            using var own = new Generator(seed, CPU);
            return ContrastiveDenoising.Draw(targets, config, Classes, own);
        }

        var (first, again) = (Draw(1), Draw(1));
        foreach (var (a, b) in new[] { (first.LabelChance, again.LabelChance), (first.NewLabels, again.NewLabels),
            (first.Signs, again.Signs), (first.Magnitudes, again.Magnitudes) })
            Parity.Same(a, b, "draws");
        Assert.Equal(ContrastiveDenoising.GroupsFor(config, targets) * scene.Copies * targets.Total,
            first.LabelChance.shape[0]);
        Assert.True(first.Signs.abs().eq(1).all().item<bool>());
        Assert.True(first.Magnitudes.ge(0).logical_and(first.Magnitudes.lt(1)).all().item<bool>());
        Assert.True(first.NewLabels.ge(0).logical_and(first.NewLabels.lt(Classes)).all().item<bool>());
    }

    [Fact]
    public void A_batch_without_targets_has_no_denoising_queries()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var targets = new Targets(zeros(0, ScalarType.Int64), zeros(0, 4), [0, 0]);
        var config = new BranchConfig.ContrastiveDenoising(
            new NegativeNoise.Contrastive(), StableDinoZoo.DinoR50.Losses);
        Assert.True(
            ContrastiveDenoising.Prepare(
                targets, config, Classes, ContrastiveDenoising.Draw(targets, config, Classes, generator)).IsNone);
    }

    [Fact]
    public void A_step_on_the_first_corner_leaves_the_second_alone_and_a_chance_of_just_the_ratio_keeps_the_label()
    {
        using var scope = NewDisposeScope();
        var targets = new Targets(tensor(new[] { 3L }), tensor(new[] { 0.5, 0.5, 0.2, 0.2 }).view(1, 4), [1]);
        var draws = new DenoisingDraws(
            full(3, 0.25), zeros(3, ScalarType.Int64), ones(3, 4, ScalarType.Float64), zeros(3, 4, ScalarType.Float64));
        Tensor Noised(NegativeNoise negatives)
        {
            var noised =
                ContrastiveDenoising.Prepare(targets,
                    new BranchConfig.ContrastiveDenoising(negatives, new LossConfig(new ClassificationLoss.Plain()), 1,
                        Copies: 3), Classes, draws).Value();
            Assert.Equal([3, 3, 3], noised.Labels.data<long>().ToArray());
            return Corners(noised.Boxes[0].sigmoid());
        }

        double[] still = [0.4, 0.4, 0.6, 0.6], once = [0.5, 0.5, 0.6, 0.6], twice = [0.6, 0.6, 0.6, 0.6];
        Assert.True(Near([.. still, .. once, .. once], Noised(new NegativeNoise.AddOnceToFirstCorner())));
        Assert.True(Near([.. still, .. once, .. twice], Noised(new NegativeNoise.AddPerCopyToFirstCorner())));
        static bool Near(double[] expected, Tensor actual) =>
            actual.flatten().data<double>().ToArray().Zip(expected, (x, y) => Math.Abs(x - y) < 2e-3).All(near => near);
    }

    [Fact]
    public void Empty_slots_are_labelled_minus_one_and_what_is_disposed_is_gone()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var targets = new Targets(tensor(new[] { 1L }), tensor(new[] { 0.5f, 0.5f, 0.2f, 0.2f }).view(1, 4), [1, 0]);
        var config = new BranchConfig.ContrastiveDenoising(
            new NegativeNoise.Contrastive(), new LossConfig(new ClassificationLoss.Plain()), 1, LabelNoise: 0);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var draws = ContrastiveDenoising.Draw(targets, config, Classes, generator))
        using (var noised = ContrastiveDenoising.Prepare(targets, config, Classes, draws).Value())
            Assert.Equal([1, 1, -1, -1], noised.Labels.data<long>().ToArray());
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Tensor Corners(Tensor boxes) =>
        cat([boxes.narrow(1, 0, 2) - boxes.narrow(1, 2, 2) / 2, boxes.narrow(1, 0, 2) + boxes.narrow(1, 2, 2) / 2], 1);
}
