using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Generators;
using StableDino.Properties.Oracles;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Losses;

[Properties(Arbitrary = [typeof(Scenes), typeof(ClassificationLosses)], MaxTest = 40)]
public class CriterionProperties
{
    private static readonly Assignment.Hungarian Matching =
        new(new ClassificationCost.Focal(new CostModulation.RescaledGiou()));

    [Property]
    public Property Terms_agree_with_the_scalar_definition(
        Scene scene, ClassTerm loss, OverlapArithmetic overlap)
    {
        using var scope = NewDisposeScope();
        var config = Config(loss, losses => losses with { Overlap = overlap });
        using var report = Report(scene, config);
        var count = Math.Max(scene.Total, 1);
        var order = Enumerable.Range(1, scene.Layers - 1).Select(layer => layer - 1).Prepend(scene.Layers - 1);
        var expected = order.SelectMany(layer => ScalarLoss.Sums(scene, report.Assignments, layer, loss, overlap)
            .Zip(new[] { 6.0, 5, 2 }, (sum, weight) => weight * sum / count)).ToArray();
        var actual = report.Terms().Select(term => term.Value).ToArray();
        var worst = Close.Worst(actual, expected, 1e-8);
        return (worst.Excess < 1e-8
            && Math.Abs(report.Total.Doubles()[0] - actual.Sum()) <= 1e-9 * (1 + Math.Abs(actual.Sum())))
            .ToProperty().Label($"{worst}: [{string.Join(", ", actual)}] instead of [{string.Join(", ", expected)}]")
            .Classify(scene.Total == 0, "no targets")
            .Classify(scene.Counts.Any(n => n > scene.Queries), "more targets than queries");
    }

    [Property]
    public bool Everything_is_finite_in_every_precision_and_edge_case(Scene scene, ClassTerm loss)
    {
        using var scope = NewDisposeScope();
        return new[] { ScalarType.Float32, ScalarType.BFloat16 }.All(type =>
        {
            var (logits, boxes) = Leaves(scene, type);
            using var report = Expect.Right(Criterion.Evaluate(
                new(new(logits, boxes), default, []), scene.Targets(ScalarType.Float32), default,
                Config(loss), certify: true));
            report.Total.backward();
            return report.Total.isfinite().item<bool>() && logits.grad!.isfinite().all().item<bool>()
                && boxes.grad!.isfinite().all().item<bool>();
        });
    }

    [Property]
    public Property No_gradient_of_the_class_term_reaches_the_boxes(Scene scene, ClassTerm loss)
    {
        using var scope = NewDisposeScope();
        var (logits, boxes) = Leaves(scene, ScalarType.Float64);
        using var report = Expect.Right(Criterion.Evaluate(
            new(new(logits, boxes), default, []), scene.Targets(), default,
            Config(loss, losses => losses with { BoxWeight = 0, GiouWeight = 0 })));
        report.Total.backward();
        return boxes.grad is { } slopes
            ? Close.Agree(slopes.Doubles(), new double[slopes.numel()], 0, what: "slopes of the boxes")
            : true.ToProperty();
    }

    [Property(MaxTest = 15)]
    public Property The_gradient_agrees_with_finite_differences(Scene scene, ClassTerm loss)
    {
        using var scope = NewDisposeScope();
        var smooth = scene with { EdgeCase = EdgeCase.Ordinary, Layers = 1, Queries = Math.Min(scene.Queries, 4) };
        // A constant target, as the loss has it: f1 of the scene's own boxes would move with them.
        var term = loss is ClassTerm.PositionSupervised p
            ? new ClassTerm.Focal(p.Alpha, p.Gamma)
            : loss;
        var (logits, start) = Leaves(smooth, ScalarType.Float64);
        // Edges that coincide are kinks of L1 and GIoU: move every box a little, each number by another amount.
        var boxes =
            (start.detach() + arange(start.numel(), ScalarType.Float64, CPU).view_as(start) * 1.7e-4
                + 1.3e-5).requires_grad_();
        var pairs =
            Expect.Right(HungarianMatcher.Match(new(logits, boxes), smooth.Targets(), Matching, new Score.Sigmoid()))
                .ToPairs(smooth.Counts, smooth.Queries, CPU);
        double Value(Tensor l, Tensor b) =>
            BranchLosses.Sums(new(l, b), pairs, smooth.Targets(), term).sum().Doubles()[0];
        BranchLosses.Sums(new(logits, boxes), pairs, smooth.Targets(), term).sum().backward();

        var worst = 0.0;
        foreach (var (leaf, isLogit) in new[] { (logits, true), (boxes, false) })
        {
            var (numbers, slopes) = (leaf.Doubles(), leaf.grad!.Doubles());
            for (var i = 0; i < numbers.Length; i += 3)
            {
                double Shifted(double by)
                {
                    var moved = numbers.ToArray();
                    moved[i] += by;
                    var other = tensor(moved, leaf.shape, ScalarType.Float64);
                    return isLogit ? Value(other, boxes.detach()) : Value(logits.detach(), other);
                }

                var slope = (Shifted(1e-6) - Shifted(-1e-6)) / 2e-6;
                worst = Math.Max(worst, Math.Abs(slope - slopes[i]) / Math.Max(1, Math.Abs(slope)));
            }
        }

        return (worst < 1e-5).ToProperty().Label($"off by {worst}");
    }

    [Property]
    public Property Accumulating_single_images_with_the_batch_s_normalizer_is_the_big_batch(
        Scene scene, ClassTerm loss)
    {
        using var scope = NewDisposeScope();
        var (logits, boxes) = Leaves(scene, ScalarType.Float64);
        using var together = Report(new(logits, boxes), scene.Targets(), Config(loss));
        together.Total.backward();
        var expected = logits.grad!.Doubles();
        logits.grad!.zero_();
        var total = 0.0;
        for (var image = 0; image < scene.Images; image++)
        {
            var own = scene.Targets();
            var (from, to) = (scene.Start(image), scene.Start(image) + scene.Counts[image]);
            var part = new Targets(
                own.Labels.slice(0, from, to, 1), own.Boxes.slice(0, from, to, 1), [scene.Counts[image]]);
            using var report = Expect.Right(
                Criterion.Evaluate(new(new(logits.narrow(1, image, 1), boxes.narrow(1, image, 1)), default, []),
                    part, default, Config(loss), normalizer: Math.Max(scene.Total, 1)));
            report.Total.backward();
            total += report.Total.Doubles()[0];
        }

        return Close.Agree([total], together.Total.Doubles(), 1e-9, 1e-9, "the total")
            .And(Close.Agree(logits.grad!.Doubles(), expected, 1e-9, 1e-9, "slopes of the logits"));
    }

    /// <summary>
    /// Cross-entropy is a mean, of which no sum is the big batch's: a batch's counts by its share of the targets, as if
    /// it had one where it has none.
    /// </summary>
    [Property]
    public Property Of_accumulated_batches_of_softmax_scores_each_mean_counts_by_its_share_of_the_targets(
        Scene scene, byte background)
    {
        using var scope = NewDisposeScope();
        var entropy = new ClassTerm.CrossEntropy(background / 255f);
        var config =
            Config(entropy) with { Matching =
                new Assignment.Hungarian(new ClassificationCost.NegativeProbability()) };
        var all = scene.Predictions();
        // the background's last
        var predictions = all with { Logits = cat([all.Logits, all.Logits.narrow(-1, 0, 1) / 2], -1) };
        var groundTruths = Math.Max(scene.Total, 1);
        var whole = Agrees(predictions, scene.Targets(), default, 1);
        return Enumerable.Range(0, scene.Images).Select(image =>
        {
            var own = scene.Targets();
            var (from, to) = (scene.Start(image), scene.Start(image) + scene.Counts[image]);
            return Agrees(
                new(predictions.Logits.narrow(1, image, 1), predictions.Boxes.narrow(1, image, 1)),
                new(own.Labels.slice(0, from, to, 1), own.Boxes.slice(0, from, to, 1), [to - from]), groundTruths,
                Math.Max(to - from, 1.0) / groundTruths);
        }).Aggregate(whole, (so, far) => so.And(far)).Classify(scene.Counts.Contains(0), "an image without targets")
            .Classify(scene.Counts.Contains(1), "an image of one");

        Property Agrees(Predictions said, Targets targets, Option<double> normalizer, double share)
        {
            using var report =
                Expect.Right(Criterion.Evaluate(new(said, default, []), targets, default, config, normalizer));
            var means = CrossEntropyLoss.Mean(
                said.Logits, report.Assignments.ToPairs(targets.Counts, scene.Queries, CPU), targets.Labels,
                entropy.BackgroundWeight).Doubles();
            double[] lastFirst = [means[^1], .. means[..^1]];
            return Close.Agree(
                [.. report.Terms().Where(term => term.Name.StartsWith("loss_class", StringComparison.Ordinal))
                    .Select(term => term.Value)],
                [.. lastFirst.Select(mean => 6 * share * mean)], 1e-9, 1e-9,
                $"the class terms of {targets.Total} targets");
        }
    }

    [Property]
    public Property Padding_slots_of_the_denoising_branch_set_no_target(int seed)
    {
        using var scope = NewDisposeScope();
        // Two images with 2 and 1 targets: image 1 has a padding slot per block. Its box is moved onto the target:
        // nothing may change but its own negatives.
        var scene = new Scene(seed & 0xffff, 1, 4, 2, [2, 1], EdgeCase.Ordinary);
        var loss = Config(
            new ClassTerm.PositionSupervised(new PositionalTarget.Power(), new TargetRescale.ToMaxIou()));
        var noised = new NoisedTargets(tensor(new[] { 0L, 0, 0, 0, 0, -1, 0, -1 }, [2, 4]), zeros(2, 4, 4), 1, 4, 2);
        var predictions = scene.Predictions();
        var moved = new Predictions(predictions.Logits, predictions.Boxes.clone());
        moved.Boxes[0, 1, 1] = scene.Targets().Boxes[2];
        double Value(Predictions denoising)
        {
            using var report =
                Expect.Right(Criterion.Evaluate(
                    new(predictions, default, [new(0, denoising)]), scene.Targets(), noised, loss));
            return report.Terms().Single(term => term.Name == "loss_class_dn").Value;
        }

        return Close.Agree([Value(moved)], [Value(predictions)], 0, what: "the class term");
    }

    [Property(MaxTest = 20)]
    public Property Class_agnostic_proposals_are_matched_on_their_own_to_targets_without_classes(
        Scene scene, ClassTerm loss)
    {
        using var scope = NewDisposeScope();
        var tokens =
            (scene with { Seed = scene.Seed + 1, Layers = 1, Classes = 1, Queries = scene.Queries + 2 }).Predictions();
        var config = Config(loss);
        var agnostic =
            config with { Queries =
                config.Queries with { Reference =
                    new QueryReference.Proposals(ProposalClasses.Agnostic, LossWeight: 0.5f) } };
        LossReport Of(Predictions layers, Option<Predictions> proposals, Targets targets, DetectorConfig how) =>
            Expect.Right(Criterion.Evaluate(new(layers, proposals, []), targets, default, how));
        using var queries = Of(scene.Predictions(), default, scene.Targets(), config);
        using var proposals = Of(tokens, default, scene.Targets().WithoutClasses(), config);
        using var both = Of(scene.Predictions(), tokens, scene.Targets(), agnostic);
        return (both.Names.SequenceEqual([.. queries.Names, "loss_class_enc", "loss_bbox_enc", "loss_giou_enc"])).Label(
            string.Join(' ', both.Names))
            .And(
                Close.Agree(both.Weighted.Doubles(),
                    [.. queries.Weighted.Doubles(), .. proposals.Weighted.Doubles().Select(term => term / 2)], 1e-9,
                    1e-9, "terms"))
            .And(Same(queries.Assignments, both.Assignments).Label("another matching of the queries"))
            .And(both.Candidates.Match(found => Same(proposals.Assignments, found), () => false)
                .Label("another matching of the proposals"));

        static bool Same(Assignments expected, Assignments actual) => expected.Layers.Zip(actual.Layers, (a, b) =>
            a.Zip(b, (x, y) => x.QueryOfTarget.SequenceEqual(y.QueryOfTarget)).All(same => same)).All(same => same)
            && expected.Layers.Length == actual.Layers.Length;
    }

    [Fact]
    public void Reading_the_terms_keeps_no_graph_alive()
    {
        using var scope = NewDisposeScope();
        var (logits, boxes) = Leaves(new Scene(11, 3, 5, 3, [2, 1], EdgeCase.Ordinary), ScalarType.Float64);
        using var report = Report(new(logits, boxes), new Scene(11, 3, 5, 3, [2, 1], EdgeCase.Ordinary).Targets(),
            Config(new ClassTerm.Focal()));
        Assert.True(report.Total.requires_grad);
        Assert.False(report.Weighted.requires_grad);
    }

    [Fact]
    public void Terms_carry_the_official_names_and_sum_to_the_total()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(11, 3, 5, 3, [2, 1], EdgeCase.Ordinary);
        var predictions = scene.Predictions();
        var proposals = new Predictions(predictions.Logits[..1], predictions.Boxes[..1]);
        var noised = new NoisedTargets(zeros(2, 4, ScalarType.Int64), zeros(2, 4, 4), 1, 4, 2);
        var denoising = new Predictions(rand(3, 2, 4, 3, ScalarType.Float64), rand(3, 2, 4, 4, ScalarType.Float64));
        var config = Config(new ClassTerm.Focal(), losses => losses with { AuxiliaryWeight = 0.5f });
        var queries =
            StableDinoZoo.DinoR50.Queries with { Reference = new QueryReference.Proposals(LossWeight: 0.25f) };
        using var report = Expect.Right(Criterion.Evaluate(
            new(predictions, proposals, [new(0, denoising)]), scene.Targets(), noised,
            config with { Queries = queries }));
        Assert.Equal(
            ["loss_class", "loss_bbox", "loss_giou", "loss_class_0", "loss_bbox_0", "loss_giou_0", "loss_class_1",
                "loss_bbox_1", "loss_giou_1",
                "loss_class_enc", "loss_bbox_enc", "loss_giou_enc", "loss_class_dn", "loss_bbox_dn", "loss_giou_dn",
                "loss_class_dn_0", "loss_bbox_dn_0", "loss_giou_dn_0", "loss_class_dn_1", "loss_bbox_dn_1",
                "loss_giou_dn_1"],
            report.Names.AsEnumerable());
        var terms = report.Terms().ToDictionary(term => term.Name, term => term.Value);
        Assert.Equal(report.Total.Doubles()[0], terms.Values.Sum(), 1e-9);
        // proposals are layer 0 here: 0.25 against 0.5
        Assert.Equal(terms["loss_giou_0"] / 2, terms["loss_giou_enc"], 1e-9);
        Assert.Equal(3, report.UnstablePercent.Length);
        Assert.Equal(0, report.UnstablePercent[0]);
        Assert.Equal(3, report.Stability[0].Targets);
    }

    [Fact]
    public void The_last_layer_counts_in_full_and_earlier_ones_by_the_auxiliary_weight()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(11, 3, 5, 3, [2, 1], EdgeCase.Ordinary);
        var noised = new NoisedTargets(zeros(2, 4, ScalarType.Int64), zeros(2, 4, 4), 1, 4, 2);
        var denoising = new Predictions(rand(3, 2, 4, 3, ScalarType.Float64), rand(3, 2, 4, 4, ScalarType.Float64));
        Dictionary<string, double> Terms(float share)
        {
            var config = Config(new ClassTerm.Focal(), losses => losses with { AuxiliaryWeight = share });
            using var report =
                Expect.Right(Criterion.Evaluate(
                    new(scene.Predictions(), default, [new(0, denoising)]), scene.Targets(), noised, config));
            return report.Terms().ToDictionary(term => term.Name, term => term.Value);
        }

        var (whole, half) = (Terms(1), Terms(0.5f));
        foreach (var (name, value) in half)
            Assert.Equal(whole[name]
                * (name.EndsWith("_0", StringComparison.Ordinal) || name.EndsWith("_1", StringComparison.Ordinal)
                    ? 0.5
                    : 1), value, 1e-9);
    }

    [Fact]
    public void A_prediction_that_is_not_a_number_is_an_error_value()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(11, 2, 5, 3, [2, 1], EdgeCase.Ordinary);
        var predictions = scene.Predictions(ScalarType.Float32);
        predictions.Logits[1, 0, 4] = float.NaN;
        var result = Criterion.Evaluate(new(predictions, default, []), scene.Targets(ScalarType.Float32), default,
            Config(new ClassTerm.Focal()));
        Assert.Equal(new NonFiniteCost(1, 0, 0, 4), result.Match(_ => null!, fault => fault));
    }

    [Fact]
    public void Exactly_the_report_s_two_tensors_outlive_the_call()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(11, 3, 5, 3, [2, 0, 4], EdgeCase.Ordinary);
        var (predictions, targets) = (scene.Predictions(), scene.Targets());
        var noised = new NoisedTargets(zeros(3, 8, ScalarType.Int64), zeros(3, 8, 4), 1, 8, 2);
        var denoising = new Predictions(rand(3, 3, 8, 3, ScalarType.Float64), rand(3, 3, 8, 4, ScalarType.Float64));
        foreach (var rescale in new TargetRescale[] { new TargetRescale.None(), new TargetRescale.ToOne(),
            new TargetRescale.ToMaxIou() })
        {
            var config = Config(new ClassTerm.PositionSupervised(new PositionalTarget.Power(), rescale));
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            var report = Expect.Right(
                Criterion.Evaluate(new(predictions, default, [new(0, denoising)]), targets, noised, config));
            report.Terms();
            Assert.Equal(before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            report.Dispose();
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }

    [Fact]
    public void The_losses_create_every_tensor_on_the_predictions_device()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(11, 3, 5, 3, [2, 0, 4], EdgeCase.Ordinary);
        var (real, targets) = (scene.Predictions(), scene.Targets());
        var pairs = Expect.Right(HungarianMatcher.Match(real, targets, Matching, new Score.Sigmoid()))
            .ToPairs(scene.Counts, 5, META);
        var ghosts = new Predictions(real.Logits.to(META), real.Boxes.to(META));
        foreach (var rescale in new TargetRescale[] { new TargetRescale.None(), new TargetRescale.ToOne(),
            new TargetRescale.ToMaxIou() })
            foreach (var arithmetic in Enum.GetValues<LogArithmetic>())
            {
                var loss = new ClassTerm.PositionSupervised(
                    new PositionalTarget.Power(), rescale, Arithmetic: arithmetic);
                var sums = BranchLosses.Sums(
                    ghosts, pairs, targets.To(META), loss, counted: ones(3, 5, ScalarType.Bool, META));
                Assert.Equal(DeviceType.META, sums.device_type);
                Assert.Equal([3, 3], sums.shape);
            }

        Assert.Equal(DeviceType.META,
            BranchLosses.Sums(ghosts, pairs, targets.To(META), new ClassTerm.Focal()).device_type);
    }

    // A detector whose denoising branch learns as its matching queries do, but for the weight of classes.
    private static DetectorConfig Config(ClassTerm term, Func<LossConfig, LossConfig>? vary = null)
    {
        var losses = new LossConfig(term.Loss(), ClassificationWeight: 6);
        losses = vary is null ? losses : vary(losses);
        return StableDinoZoo.DinoR50 with
        {
            Heads = StableDinoZoo.DinoR50.Heads with { Score = term.Score() },
            Matching = Matching,
            Losses = losses,
            Branches =
                [new BranchConfig.ContrastiveDenoising(
                    new NegativeNoise.Contrastive(), losses with { ClassificationWeight = 1 })],
        };
    }

    private static LossReport Report(Scene scene, DetectorConfig config) =>
        Report(scene.Predictions(), scene.Targets(), config);

    private static LossReport Report(Predictions predictions, Targets targets, DetectorConfig config) =>
        Expect.Right(
            Criterion.Evaluate(new(predictions, default, []), targets, default, config, certify: true));

    private static (Tensor Logits, Tensor Boxes) Leaves(Scene scene, ScalarType type)
    {
        var predictions = scene.Predictions(type);
        return (predictions.Logits.requires_grad_(), predictions.Boxes.requires_grad_());
    }
}
