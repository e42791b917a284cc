using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Detectors;
using StableDino.Losses;
using StableDino.Matching;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Losses;

/// <summary>Mask IoU as the position metric: itself, and what Eq. 3 and Eq. 4 make of it.</summary>
[Properties(Arbitrary = [typeof(MaskPointSets)], MaxTest = 150)]
public class MaskMetricProperties
{
    private const double Half = 0.5;

    [Property]
    public bool It_agrees_with_the_scalar_definition_and_stays_within_0_and_1(PointedMasks set)
    {
        using var scope = NewDisposeScope();
        var iou = Of(set);
        return Pairs(set).All(pair => Math.Abs(iou[pair.Truth, pair.Query].item<double>() - ScalarMasks.Iou(set.LogitsOf(pair.Query), set.TruthOf(pair.Truth))) <= 1e-12)
            && iou.Doubles().All(value => value is >= 0 and <= 1);
    }

    [Property]
    public bool The_same_mask_scores_1(PointedMasks set)
    {
        using var scope = NewDisposeScope();
        var same = set with { Logits = [.. set.Truth.Select(t => t >= Half ? 200.0 : -200.0)] };
        var iou = Of(same);
        return Enumerable.Range(0, set.Masks).Where(mask => set.TruthOf(mask).Any(t => t >= Half)).All(mask => Math.Abs(iou[mask, mask].item<double>() - 1) <= 1e-12);
    }

    [Property]
    public bool Another_order_of_masks_is_another_order_of_its_rows_and_columns(PointedMasks set, byte seed)
    {
        using var scope = NewDisposeScope();
        int[] order = [.. Enumerable.Range(0, set.Masks)];
        new Random(seed).Shuffle(order);
        var moved = Of(set with { Logits = [.. order.SelectMany(set.LogitsOf)], Truth = [.. order.SelectMany(set.TruthOf)] });
        var iou = Of(set);
        return Pairs(set).All(pair => Math.Abs((moved[pair.Truth, pair.Query] - iou[order[pair.Truth], order[pair.Query]]).item<double>()) <= 1e-12);
    }

    [Property]
    public bool The_cost_of_a_pair_is_the_focal_cost_of_its_probability_times_the_root_of_its_metric(PointedMasks set)
    {
        if (set.Masks == 0) return true;
        using var scope = NewDisposeScope();
        var (predictions, targets, iou) = Batch(set);
        var config = new MatchingConfig(new CostModulation.RescaledGiou(0.5f), ClassCost: 1f, BoxCost: 0f, GiouCost: 0f);
        var cost = MatchingCost.Evaluate(predictions, targets, config, iou.unsqueeze(0));
        return Pairs(set).All(pair =>
        {
            var p = ScalarCost.Sigmoid(Score(pair.Query)) * Math.Sqrt(ScalarMasks.Iou(set.LogitsOf(pair.Query), set.TruthOf(pair.Truth)));
            return Math.Abs(cost[0, pair.Truth, pair.Query].item<double>() - ScalarCost.Focal(p, config.Alpha, config.Gamma, config.LogEpsilon)) <= 1e-9;
        });
    }

    [Property]
    public bool The_loss_pulls_towards_the_square_of_the_metric(PointedMasks set, bool lifted)
    {
        if (set.Masks == 0) return true;
        using var scope = NewDisposeScope();
        var (predictions, targets, iou) = Batch(set);
        var own = Enumerable.Range(0, set.Masks).Select(mask => ScalarMasks.Iou(set.LogitsOf(mask), set.TruthOf(mask))).ToArray();
        var best = Pairs(set).Max(pair => ScalarMasks.Iou(set.LogitsOf(pair.Query), set.TruthOf(pair.Truth)));
        var (largest, goal) = (own.Max(s => s * s), lifted ? best : 0);
        var goals = own.Select(s => Math.Max(s * s, s * s / Math.Max(largest, 1.17549435e-38) * goal)).ToArray();      // below it nothing is lifted: TargetRescaling
        var pairs = Diagonal(set);
        var expected = PositionSupervisedLoss.Sum(predictions.Logits, pairs, targets.Labels, tensor(goals).unsqueeze(0), 0.25, 2);
        TargetRescale rescale = lifted ? new TargetRescale.ToMaxIou() : new TargetRescale.None();
        var loss = BranchLosses.Sums(predictions, pairs, targets, new ClassificationLoss.PositionSupervised(new PositionalTarget.Power(2f), rescale), positions: iou.unsqueeze(0));
        return Math.Abs(loss[0, 0].item<double>() - expected.item<double>()) <= 1e-9;
    }

    [Property]
    public bool No_gradient_passes_the_metric(PointedMasks set)
    {
        if (set.Masks == 0) return true;
        using var scope = NewDisposeScope();
        var (predictions, targets, iou) = Batch(set);
        var (logits, truth) = Tensors(set);
        var masks = logits.requires_grad_();
        var leaf = iou.unsqueeze(0).detach().clone().requires_grad_();
        var scores = predictions with { Logits = predictions.Logits.requires_grad_() };
        BranchLosses.Sums(scores, Diagonal(set), targets, new ClassificationLoss.PositionSupervised(new PositionalTarget.Power(1f), new TargetRescale.ToOne()), positions: leaf)
            .sum().backward();
        return !MaskOverlap.Iou(masks, truth).requires_grad && leaf.grad is null && scores.Logits.grad is not null;
    }

    [Fact]
    public void A_criterion_with_mask_iou_pays_classes_by_the_masks_at_the_points_of_the_matching()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11, CPU);
        var config = MaskZoo.StableMaskDinoR50 with
        {
            Branches = [], Losses = MaskZoo.StableMaskDinoR50.Losses with { MaskWeight = 0f, DiceWeight = 0f, ClassificationWeight = 1f },
            Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(Points: 64), Metric: PositionMetric.MaskIou),
        };
        var (pixels, embeddings) = (randn([1, 3, 8, 8], generator: generator).requires_grad_(), randn([1, 1, 5, 3], generator: generator).requires_grad_());
        var predicted = new Predictions(randn([1, 1, 5, 4], generator: generator), rand([1, 1, 5, 4], generator: generator) * 0.5 + 0.1);
        var output = new MaskOutput(predicted, LanguageExt.Option<Predictions>.None, [], new MaskPredictions(pixels, embeddings, embeddings, []));
        var targets = new Targets(tensor(new long[] { 1, 3 }), tensor(new[,] { { 0.3f, 0.5f, 0.4f, 0.6f }, { 0.7f, 0.5f, 0.4f, 0.6f } }), [2]);
        var truth = zeros([2, 32, 32], ScalarType.Bool);
        truth[0, TensorIndex.Colon, TensorIndex.Slice(0, 14)] = true;
        truth[1, TensorIndex.Slice(20), TensorIndex.Slice(14)] = true;
        var draws = new OnePlace(rand([1, 64, 2], generator: generator), rand([2, 256, 2], generator: generator));
        LossReport Report(DetectorConfig judged) => Criterion.Evaluate(output, targets, LanguageExt.Option<Denoising.NoisedTruths>.None, judged, masks: new MaskSupervision(new InstanceMasks(truth), draws))
            .IfLeft(fault => throw new InvalidOperationException(fault.ToString()));
        using var report = Report(config);

        var logits = embeddings[0, 0].matmul(MaskPoints.SampleMap(pixels[0], draws.Places[0]));
        var there = MaskPoints.SampleMap(truth.to(ScalarType.Float32), draws.Places[0]);
        double[] Row(Tensor values, int at) => values[at].to(ScalarType.Float64).Doubles();
        var iou = tensor(
            [.. Enumerable.Range(0, 2).SelectMany(t => Enumerable.Range(0, 5).Select(q => ScalarMasks.Iou(Row(logits, q), Row(there, t))))], [1, 2, 5], ScalarType.Float64);
        var pairs = report.Assignments.ToPairs(targets.Counts, 5, CPU);
        var expected = BranchLosses.Sums(predicted, pairs, targets, config.Losses.Classification, positions: iou)[0, 0].item<float>() / 2;
        var paid = report.Terms().Single(term => term.Name == "loss_class").Value;
        Assert.Equal(expected, paid, 1e-5);
        report.Total.backward();
        Assert.Equal(0, pixels.grad!.abs().sum().item<float>());
        using var boxes = Report(config with { Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(Points: 64)) });
        Assert.NotEqual(paid, boxes.Terms().Single(term => term.Name == "loss_class").Value, 1e-3);
    }

    private sealed record OnePlace(Tensor Places, Tensor Candidates) : IMaskDraws
    {
        public Tensor Matching(int branch, int layer, int images) => Places.alias();

        public MaskPointDraws Losses(int branch, int layer, long masks) => new(Candidates.alias(), Candidates.narrow(1, 0, 16));
    }

    private static Tensor Of(PointedMasks set)
    {
        var (logits, truth) = Tensors(set);
        return MaskOverlap.Iou(logits, truth);
    }

    private static (Tensor Logits, Tensor Truth) Tensors(PointedMasks set) =>
        (tensor(set.Logits, [set.Masks, set.Points], ScalarType.Float64), tensor(set.Truth, [set.Masks, set.Points], ScalarType.Float64));

    private static IEnumerable<(int Truth, int Query)> Pairs(PointedMasks set) =>
        Enumerable.Range(0, set.Masks).SelectMany(truth => Enumerable.Range(0, set.Masks).Select(query => (truth, query)));

    private static double Score(int query) => query - 1.5;

    // One layer of one image and one class: as many queries, with boxes that say nothing, as truths.
    private static (Predictions Predictions, Targets Targets, Tensor Iou) Batch(PointedMasks set)
    {
        var scores = tensor([.. Enumerable.Range(0, set.Masks).Select(Score)], [1, 1, set.Masks, 1], ScalarType.Float64);
        var boxes = full([set.Masks, 4], 0.25, ScalarType.Float64);
        return (new(scores, boxes.view(1, 1, set.Masks, 4)), new(zeros([set.Masks], ScalarType.Int64), boxes, [set.Masks]), Of(set));
    }

    private static MatchedPairs Diagonal(PointedMasks set) => new(arange(set.Masks, ScalarType.Int64).unsqueeze(0), arange(set.Masks, ScalarType.Int64).unsqueeze(0));
}
