using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>
/// The numbers of docs/paper-and-code.md that no other test computes: the smallest inputs on which paper and code
/// differ.
/// </summary>
public class PaperAndCodeTests
{
    private static MatchedPairs First => new(zeros(1, 1, ScalarType.Int64), zeros(1, 1, ScalarType.Int64));

    [Fact]
    public void A_released_negative_can_be_the_target_itself_where_a_contrastive_one_is_half_a_box_away()
    {
        Assert.Equal((1, 1), Overlaps(new NegativeNoise.SameAsPositive()));
        Assert.Equal((1, Math.Round(1.0 / 7, 9)), Overlaps(new NegativeNoise.Contrastive()));

        // One target, and draws of no noise at all: signs up, magnitudes 0.
        static (double Positive, double Negative) Overlaps(NegativeNoise negatives)
        {
            using var scope = NewDisposeScope();
            var groundTruth = tensor(new[] { 0.5, 0.5, 0.2, 0.2 }).view(1, 4);
            var draws = new DenoisingDraws(
                ones(2), zeros(2, ScalarType.Int64), ones(2, 4, ScalarType.Float64), zeros(2, 4, ScalarType.Float64));
            var iou = Iou(new Targets(zeros(1, ScalarType.Int64), groundTruth, [1]), negatives, draws).Doubles();
            return (Math.Round(iou[0], 9), Math.Round(iou[1], 9));
        }
    }

    [Fact]
    public void Released_negatives_overlap_their_target_as_much_as_positives_do_and_contrastive_ones_hardly()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        const int groundTruths = 4000;
        var targets = new Targets(zeros(groundTruths, ScalarType.Int64),
            tensor(new[] { 0.5, 0.5, 0.2, 0.2 }).repeat(groundTruths, 1), [groundTruths]);
        (double Positive, double Negative) Means(NegativeNoise negatives)
        {
            var draws = ContrastiveDenoising.Draw(targets,
                new BranchConfig.ContrastiveDenoising(negatives, StableDinoZoo.DinoR50.Losses, 1), 1, generator);
            var iou = Iou(targets, negatives, draws).view(2, groundTruths).mean([1]).Doubles();
            return (iou[0], iou[1]);
        }

        var (released, contrastive) =
            (Means(new NegativeNoise.SameAsPositive()), Means(new NegativeNoise.Contrastive()));
        Assert.Equal(0.385, released.Positive, 0.01);
        Assert.Equal(0.385, released.Negative, 0.01);
        Assert.Equal(0.385, contrastive.Positive, 0.01);
        Assert.Equal(0.037, contrastive.Negative, 0.01);
    }

    private static Tensor Iou(Targets targets, NegativeNoise negatives, DenoisingDraws draws)
    {
        var config = new BranchConfig.ContrastiveDenoising(
            negatives, StableDinoZoo.DinoR50.Losses, Queries: 1, Copies: 2);
        var noised = ContrastiveDenoising.Prepare(targets, config, 1, draws).Value();
        return BoxOverlap.Iou(
            BoxConversion.ToXyxy(new(noised.Boxes.sigmoid().view(-1, 4))),
            BoxConversion.ToXyxy(new(targets.Boxes.repeat(2, 1))));
    }

    [Fact]
    public void With_attended_padding_the_middle_of_a_padded_image_is_a_quarter_of_the_way_across()
    {
        using var scope = NewDisposeScope();
        // One row of three tokens; the image beside it in the batch is twice as wide, so three columns of padding
        // follow.
        double Middle(PaddingPolicy policy)
        {
            var padding =
                tensor(new[] { false, false, false, policy == PaddingPolicy.Masked, policy == PaddingPolicy.Masked,
                    policy == PaddingPolicy.Masked }).view(1, 1, 6);
            var sequence = new TokenFlattening(1, 4).call(new FeaturePyramid([zeros(1, 4, 1, 6)], [padding]));
            return EncoderProposals.Of(sequence).Logits.sigmoid()[0, 1, 0].item<float>();
        }

        Assert.Equal(0.5, Middle(PaddingPolicy.Masked), 1e-6);
        Assert.Equal(0.25, Middle(PaddingPolicy.Attended), 1e-6);
    }

    [Fact]
    public void An_absent_denoising_slot_counts_as_a_negative_in_the_official_code_alone()
    {
        using var scope = NewDisposeScope();
        // Two images, of one target and of none: the second has two empty slots. All scores are ½, boxes lie on the
        // target.
        double Loss(AbsentSlots absent, double emptyLogit)
        {
            var box = tensor(new[] { 0.5, 0.5, 0.2, 0.2 });
            var targets = new Targets(zeros(1, ScalarType.Int64), box.view(1, 4), [1, 0]);
            var noised = new NoisedTargets(
                tensor(new[] { 0L, 0, -1, -1 }, [2, 2]), zeros(2, 2, 4, ScalarType.Float64), 1, 2, 2, absent);
            var logits = tensor(new[] { 0, 0, emptyLogit, emptyLogit }, [1, 2, 2, 1]);
            var predictions = new Predictions(logits, box.expand(1, 2, 2, 4));
            var focal = new ClassificationLoss.Plain();
            using var report = Expect.Right(Criterion.Evaluate(
                new(predictions, default, [new(0, predictions)]), targets, noised,
                StableDinoZoo.DinoR50 with { Losses = new LossConfig(focal) }));
            return report.Terms().Single(term => term.Name == "loss_class_dn").Value;
        }

        // the positive and the negative copy
        var own = (0.25 + 0.75) * 0.25 * Math.Log(2);
        Assert.Equal(own, Loss(AbsentSlots.Unseen, 0), 1e-9);
        Assert.Equal(own, Loss(AbsentSlots.Unseen, 5), 1e-9);
        Assert.Equal(own + 2 * 0.75 * 0.25 * Math.Log(2), Loss(AbsentSlots.TrainedAsNegatives, 0), 1e-9);
    }

    [Fact]
    public void The_denoising_branch_has_its_own_class_term()
    {
        using var scope = NewDisposeScope();
        // Two positive denoising queries of two targets, score ½ each, IoU 1 and ½: is the second pulled to 1, or
        // pushed down to ¼?
        double Slope(ClassificationLoss denoising)
        {
            var groundTruths = tensor(new[] { 0.3, 0.5, 0.2, 0.2, 0.7, 0.5, 0.2, 0.2 }).view(2, 4);
            var boxes = tensor(new[] { 0.3, 0.5, 0.2, 0.2, 0.7, 0.5, 0.1, 0.2 }).view(1, 1, 2, 4);
            var noised = new NoisedTargets(zeros(1, 2, ScalarType.Int64), zeros(1, 2, 4, ScalarType.Float64), 1, 2, 1);
            var logits = zeros([1, 1, 2, 1], ScalarType.Float64).requires_grad_();
            var matching = new ClassificationLoss.PositionSupervised(
                new PositionalTarget.Power(), new TargetRescale.ToOne());
            using var report = Expect.Right(Criterion.Evaluate(
                new(new(logits.detach(), boxes), default, [new(0, new Predictions(logits, boxes))]),
                new Targets(zeros(2, ScalarType.Int64), groundTruths, [2]), noised,
                StableDinoZoo.DinoR50 with
                {
                    Losses = new LossConfig(matching),
                    Branches =
                        [new BranchConfig.ContrastiveDenoising(
                            new NegativeNoise.Contrastive(), new LossConfig(denoising))],
                }));
            report.Total.backward();
            return logits.grad!.Doubles()[1];
        }

        Assert.True(Slope(new ClassificationLoss.Plain()) < 0);
        Assert.True(
            Slope(new ClassificationLoss.PositionSupervised(new PositionalTarget.Power(), new TargetRescale.ToOne()))
            > 0);
    }

    /// <summary>
    /// A slot without a target must not change any other output; the official mask hides other groups, not empty slots.
    /// </summary>
    [Theory, InlineData(AbsentSlots.Unseen), InlineData(AbsentSlots.TrainedAsNegatives)]
    public void An_absent_denoising_slot_is_seen_by_its_group_in_the_official_code_alone(AbsentSlots absent)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(7, CPU);
        using var stages = new SmallStages(7, new MemoryFusion.None());
        var memory = stages.Memory(SmallStages.Pyramid(generator));
        var matching = stages.Select(memory).Queries;
        var noised = new NoisedTargets(
            tensor(new[] { 1L, -1, 2, -1, 0, 3, 1, 2 }, [2, 4]), randn(2, 4, 4, generator: generator), Groups: 1,
            GroupSize: 4, Copies: 2, absent);
        var moved = noised with { Boxes = noised.Boxes + noised.Padding.unsqueeze(-1).to(ScalarType.Float32) };
        var (before, after) = (stages.Decode(stages.Prepend(matching, noised), memory).States,
            stages.Decode(stages.Prepend(matching, moved), memory).States);
        var seen = (before - after).abs().amax([0, 3]).gt(1e-6);                        // [B, Q]
        var absentSlots = nn.functional.pad(noised.Padding, [0, matching.Content.shape[1]], value: 0);
        Assert.Equal(absent == AbsentSlots.TrainedAsNegatives,
            seen.logical_and(absentSlots.logical_not()).any().item<bool>());
    }

    [Fact]
    public void A_signed_power_is_no_number_above_the_target_where_gamma_is_fractional()
    {
        double Loss(LogArithmetic how)
        {
            using var scope = NewDisposeScope();
            var logits = tensor(new[] { Math.Log(9), -1e4 }, [1, 1, 2, 1]);             // p = 0.9, t = ½
            return PositionSupervisedLoss.Sum(logits, First, zeros(1, ScalarType.Int64),
                full([1, 1], 0.5, ScalarType.Float64), 0.25, 1.5, how).Doubles()[0];
        }

        // 0.0762
        Assert.Equal(0.25 * Math.Pow(0.4, 1.5) * -0.5 * (Math.Log(0.9) + Math.Log(0.1)),
            Loss(LogArithmetic.FromLogits), 1e-9);
        Assert.Equal(double.NaN, Loss(LogArithmetic.OfficialEpsilons));
    }

    [Fact]
    public void Half_the_balance_at_twice_the_weight_is_the_paper_s_formula()
    {
        using var scope = NewDisposeScope();
        // positive of score ½, negative of score ¾
        var logits = tensor(new[] { 0.0, Math.Log(3) }, [1, 1, 2, 1]);
        double Sum(double alpha) => FocalLoss.Sum(logits, First, zeros(1, ScalarType.Int64), alpha, 2).Doubles()[0];
        var paper = 0.25 * Math.Log(2) + 0.5625 * Math.Log(4);                          // Eq. 1: 0.953
        Assert.Equal(paper, 2 * Sum(0.5), 1e-9);
        // the code: 0.628
        Assert.Equal(0.25 * 0.25 * Math.Log(2) + 0.75 * 0.5625 * Math.Log(4), Sum(0.25), 1e-9);
    }

    [Fact]
    public void A_reference_box_is_never_thinner_than_a_thousandth()
    {
        using var scope = NewDisposeScope();
        double Width(double epsilon) => Logit.Of(tensor(new[] { 1e-4 }), epsilon).sigmoid().Doubles()[0];
        Assert.Equal(9.991e-4, Width(Logit.ReferenceEpsilon), 1e-7);
        Assert.Equal(1e-4, Width(1e-5), 1e-9);
    }
}
