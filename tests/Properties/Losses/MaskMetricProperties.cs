using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using StableDino.Zoo;
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
        return Pairs(set)
            .All(pair =>
                Math.Abs(iou[pair.Target, pair.Query].item<double>()
                    - ScalarMasks.Iou(set.LogitsOf(pair.Query), set.TargetOf(pair.Target))) <= 1e-12)
            && iou.Doubles().All(value => value is >= 0 and <= 1);
    }

    [Property]
    public bool The_same_mask_scores_1(PointedMasks set)
    {
        using var scope = NewDisposeScope();
        var same = set with { Logits = [.. set.Target.Select(t => t >= Half ? 200.0 : -200.0)] };
        var iou = Of(same);
        return Enumerable.Range(0, set.Masks).Where(mask => set.TargetOf(mask).Any(t => t >= Half))
            .All(mask => Math.Abs(iou[mask, mask].item<double>() - 1) <= 1e-12);
    }

    [Property]
    public bool Another_order_of_masks_is_another_order_of_its_rows_and_columns(PointedMasks set, byte seed)
    {
        using var scope = NewDisposeScope();
        int[] order = [.. Enumerable.Range(0, set.Masks)];
        new Random(seed).Shuffle(order);
        var moved =
            Of(set with { Logits = [.. order.SelectMany(set.LogitsOf)], Target = [.. order.SelectMany(set.TargetOf)] });
        var iou = Of(set);
        return Pairs(set)
            .All(pair =>
                Math.Abs((moved[pair.Target, pair.Query] - iou[order[pair.Target], order[pair.Query]]).item<double>())
                    <= 1e-12);
    }

    [Property]
    public bool The_cost_of_a_pair_is_the_focal_cost_of_its_probability_times_the_root_of_its_metric(PointedMasks set)
    {
        if (set.Masks == 0) return true;
        using var scope = NewDisposeScope();
        var (predictions, targets, iou) = Batch(set);
        var focal = new ClassificationCost.Focal(new CostModulation.RescaledGiou(0.5f));
        var config = new Assignment.Hungarian(focal, ClassCost: 1f, BoxCost: 0f, GiouCost: 0f);
        var cost = MatchingCost.Evaluate(
            predictions, targets, config, new Configuration.Score.Sigmoid(), iou.unsqueeze(0));
        return Pairs(set).All(pair =>
        {
            var p = ScalarCost.Sigmoid(Score(pair.Query))
                * Math.Sqrt(ScalarMasks.Iou(set.LogitsOf(pair.Query), set.TargetOf(pair.Target)));
            return Math.Abs(cost[0, pair.Target, pair.Query].item<double>()
                - ScalarCost.Focal(p, focal.Alpha, focal.Gamma, focal.LogEpsilon)) <= 1e-9;
        });
    }

    [Property]
    public bool The_loss_pulls_towards_the_square_of_the_metric(PointedMasks set, bool lifted)
    {
        if (set.Masks == 0) return true;
        using var scope = NewDisposeScope();
        var (predictions, targets, iou) = Batch(set);
        var own = Enumerable.Range(0, set.Masks)
            .Select(mask => ScalarMasks.Iou(set.LogitsOf(mask), set.TargetOf(mask))).ToArray();
        var best = Pairs(set).Max(pair => ScalarMasks.Iou(set.LogitsOf(pair.Query), set.TargetOf(pair.Target)));
        var (largest, goal) = (own.Max(s => s * s), lifted ? best : 0);
        // below it nothing is lifted: TargetRescaling
        var goals = own.Select(s => Math.Max(s * s, s * s / Math.Max(largest, 1.17549435e-38) * goal)).ToArray();
        var pairs = Diagonal(set);
        var expected = PositionSupervisedLoss.Sum(
            predictions.Logits, pairs, targets.Labels, tensor(goals).unsqueeze(0), 0.25, 2);
        TargetRescale rescale = lifted ? new TargetRescale.ToMaxIou() : new TargetRescale.None();
        var loss = BranchLosses.Sums(predictions, pairs, targets,
            new ClassTerm.PositionSupervised(new PositionalTarget.Power(2f), rescale),
            positions: iou.unsqueeze(0));
        return Math.Abs(loss[0, 0].item<double>() - expected.item<double>()) <= 1e-9;
    }

    [Property]
    public bool No_gradient_passes_the_metric(PointedMasks set)
    {
        if (set.Masks == 0) return true;
        using var scope = NewDisposeScope();
        var (predictions, targets, iou) = Batch(set);
        var (logits, groundTruth) = Tensors(set);
        var masks = logits.requires_grad_();
        var leaf = iou.unsqueeze(0).detach().clone().requires_grad_();
        var scores = predictions with { Logits = predictions.Logits.requires_grad_() };
        BranchLosses.Sums(scores, Diagonal(set), targets,
            new ClassTerm.PositionSupervised(new PositionalTarget.Power(1f), new TargetRescale.ToOne()),
            positions: leaf)
            .sum().backward();
        return !MaskOverlap.Iou(masks, groundTruth).requires_grad && leaf.grad is null
            && scores.Logits.grad is not null;
    }

    [Fact]
    public void A_criterion_with_mask_iou_weighs_classes_by_the_masks_at_the_points_of_the_matching()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11, CPU);
        var config = MaskZoo.StableMaskDinoR50 with
        {
            Branches = [],
            Losses = MaskZoo.StableMaskDinoR50.Losses with { ClassificationWeight = 1f },
            Masks = new MaskConfig.PixelEmbedding(
                new MaskPointConfig(Points: 64), Metric: PositionMetric.MaskIou, MaskWeight: 0f, DiceWeight: 0f),
        };
        var (pixels, embeddings) = (randn([1, 3, 8, 8], generator: generator).requires_grad_(),
            randn([1, 1, 5, 3], generator: generator).requires_grad_());
        var predicted = new Predictions(
            randn([1, 1, 5, 4], generator: generator), rand([1, 1, 5, 4], generator: generator) * 0.5 + 0.1);
        var output = new MaskOutput(predicted, LanguageExt.Option<Predictions>.None, [],
            new MaskPredictions(pixels, embeddings, embeddings, []));
        var targets = new Targets(tensor(new long[] { 1, 3 }),
            tensor(new[,] { { 0.3f, 0.5f, 0.4f, 0.6f }, { 0.7f, 0.5f, 0.4f, 0.6f } }), [2]);
        var groundTruth = zeros([2, 32, 32], ScalarType.Bool);
        groundTruth[0, TensorIndex.Colon, TensorIndex.Slice(0, 14)] = true;
        groundTruth[1, TensorIndex.Slice(20), TensorIndex.Slice(14)] = true;
        var draws = new OnePlace(rand([1, 64, 2], generator: generator), rand([2, 256, 2], generator: generator));
        LossReport Report(DetectorConfig judged) =>
            Criterion.Evaluate(output, targets, LanguageExt.Option<Pipeline.NoisedTargets>.None, judged,
                masks: new MaskSupervision(new InstanceMasks(groundTruth), draws))
                .IfLeft(fault => throw new InvalidOperationException(fault.ToString()));
        using var report = Report(config);

        var logits = embeddings[0, 0].matmul(MaskPoints.SampleMap(pixels[0], draws.Places[0]));
        var there = MaskPoints.SampleMap(groundTruth.to(ScalarType.Float32), draws.Places[0]);
        double[] Row(Tensor values, int at) => values[at].to(ScalarType.Float64).Doubles();
        var iou = tensor(
            [.. Enumerable.Range(0, 2)
                .SelectMany(t => Enumerable.Range(0, 5).Select(q => ScalarMasks.Iou(Row(logits, q), Row(there, t))))],
            [1, 2, 5], ScalarType.Float64);
        var pairs = report.Assignments.ToPairs(targets.Counts, 5, CPU);
        var expected = BranchLosses.Sums(predicted, pairs, targets, 
            ClassTerm.Of(config.Heads.Score, config.Losses.Classification), positions: iou)[0, 0]
            .item<float>() / 2;
        var paid = report.Terms().Single(term => term.Name == "loss_class").Value;
        Assert.Equal(expected, paid, 1e-5);
        report.Total.backward();
        Assert.Equal(0, pixels.grad!.abs().sum().item<float>());
        using var boxes =
            Report(config with { Masks = new MaskConfig.PixelEmbedding(new MaskPointConfig(Points: 64)) });
        Assert.NotEqual(paid, boxes.Terms().Single(term => term.Name == "loss_class").Value, 1e-3);
    }

    /// <summary>
    /// Two layers of two images of two and one targets, in two groups: the second image has a slot without a target in
    /// each.
    /// </summary>
    [Fact]
    public void Stable_denoising_with_mask_iou_weighs_classes_by_the_masks_at_the_points_of_its_own_matching()
    {
        const int Layers = 2, Images = 2, Slots = 4, Channels = 3, Side = 8, Points = 24, Canvas = 32, Groups = 2;
        using var scope = NewDisposeScope();
        using var generator = new Generator(17, CPU);
        Tensor Random(params long[] shape) => randn(shape, generator: generator);
        var stable = MaskZoo.StableMaskDinoR50;
        var losses = stable.Losses with { ClassificationWeight = 1f };
        var config = stable with
        {
            Branches = [new BranchConfig.PositiveDenoising(losses)], Losses = losses,
            Masks = new MaskConfig.PixelEmbedding(
                new MaskPointConfig(Points: Points), Metric: PositionMetric.MaskIou, MaskWeight: 0f, DiceWeight: 0f),
        };
        Predictions Said() =>
            new(Random(Layers, Images, Slots, 4), rand([Layers, Images, Slots, 4], generator: generator) * 0.5 + 0.2);
        var (matching, told, pixels, embeddings) =
            (Said(), Said(), Random(Images, Channels, Side, Side), Random(Layers, Images, Slots, Channels));
        var predicted = new MaskPredictions(pixels, Random(Layers, Images, Slots, Channels), embeddings, [embeddings]);
        var output = new MaskOutput(matching, LanguageExt.Option<Predictions>.None, [new(0, told)], predicted);
        var targets = new Targets(
            tensor(new long[] { 1, 3, 0 }), rand([3, 4], generator: generator) * 0.4 + 0.3, [2, 1]);
        var labels = tensor(new long[] { 1, 3, 1, 3, 0, -1, 0, -1 }, [Images, Slots]);
        var noised = new Pipeline.NoisedTargets(labels, zeros(Images, Slots, 4), Groups, GroupSize: 2, Copies: 1);
        // padded to the canvas
        var groundTruth = rand([3, Canvas - 3, Canvas - 2], generator: generator).gt(0.4);
        var draws = new Places(rand([Layers + 1, Images, Points, 2], generator: generator), Random(1, 256, 2));
        using var report =
            Expect.Right(Criterion.Evaluate(
                output, targets, noised, config, masks: new MaskSupervision(new InstanceMasks(groundTruth), draws)));

        var masks = nn.functional.pad(groundTruth.to(ScalarType.Float64), [0, 2, 0, 3]);
        double Iou(int layer, int image, int t, int q)
        {
            var at = draws.Of(0, layer)[image].to(ScalarType.Float64).Doubles().Chunk(2).ToArray();
            var weights = embeddings[layer, image, q].to(ScalarType.Float64).Doubles();
            var maps = Enumerable.Range(0, Channels)
                .Select(c => pixels[image, c].to(ScalarType.Float64).Doubles()).ToArray();
            return ScalarMasks.Iou(
                [.. at.Select(p =>
                    weights.Zip(maps, (weight, map) => weight * ScalarMasks.Sample(map, Side, Side, p[0], p[1]))
                        .Sum())],
                [.. at.Select(p => ScalarMasks.Sample(masks[t].Doubles(), Canvas, Canvas, p[0], p[1]))]);
        }

        int[] imageOf = [0, 0, 1];
        var all = from layer in Enumerable.Range(0, Layers) from t in Enumerable.Range(0, 3)
            from q in Enumerable.Range(0, Slots) select Iou(layer, imageOf[t], t, q);
        var (slots, groundTruths) = (tensor(new long[] { 0, 1, 2, 3, 4, 6 }), tensor(new long[] { 0, 1, 0, 1, 2, 2 }));
        var silent = told with { Logits = told.Logits.masked_fill(labels.lt(0).unsqueeze(-1), ClassEntries.Silent) };
        var pairs = new MatchedPairs(slots.expand(Layers, -1), groundTruths.expand(Layers, -1));
        Tensor Expected(LanguageExt.Option<Tensor> positions) =>
            BranchLosses.Sums(
                silent, pairs, targets, ClassTerm.Of(config.Heads.Score, losses.Classification), losses.Overlap,
                labels.ge(0), positions)
                .select(1, 0) / (3 * Groups);
        var byMasks = Expected(tensor([.. all], [Layers, 3, Slots], ScalarType.Float64));
        double Paid(string name) => report.Terms().Single(term => term.Name == name).Value;
        Assert.Equal(byMasks[^1].to(ScalarType.Float64).item<double>(), Paid("loss_class_dn"), 1e-5);
        Assert.Equal(byMasks[0].to(ScalarType.Float64).item<double>(), Paid("loss_class_dn_0"), 1e-5);
        Assert.NotEqual(Expected(default)[^1].to(ScalarType.Float64).item<double>(), Paid("loss_class_dn"), 1e-3);
    }

    /// <summary>
    /// Points of their own for the matching queries' layers, [0], and for each layer of the one branch.
    /// </summary>
    private sealed record Places(Tensor All, Tensor Candidates) : IMaskDraws
    {
        public Tensor Of(int branch, int layer) => All[branch < 0 ? 0 : layer + 1];

        public Tensor Matching(int branch, int layer, int images) => Of(branch, layer);

        public MaskPointDraws Losses(int branch, int layer, long masks) =>
            new(Candidates.expand(masks, -1, -1), Candidates.narrow(1, 0, 6).expand(masks, -1, -1));
    }

    private sealed record OnePlace(Tensor Places, Tensor Candidates) : IMaskDraws
    {
        public Tensor Matching(int branch, int layer, int images) => Places.alias();

        public MaskPointDraws Losses(int branch, int layer, long masks) =>
            new(Candidates.alias(), Candidates.narrow(1, 0, 16));
    }

    private static Tensor Of(PointedMasks set)
    {
        var (logits, groundTruth) = Tensors(set);
        return MaskOverlap.Iou(logits, groundTruth);
    }

    private static (Tensor Logits, Tensor Target) Tensors(PointedMasks set) =>
        (tensor(set.Logits, [set.Masks, set.Points], ScalarType.Float64),
            tensor(set.Target, [set.Masks, set.Points], ScalarType.Float64));

    private static IEnumerable<(int Target, int Query)> Pairs(PointedMasks set) =>
        Enumerable.Range(0, set.Masks)
            .SelectMany(groundTruth => Enumerable.Range(0, set.Masks).Select(query => (groundTruth, query)));

    private static double Score(int query) => query - 1.5;

    // One layer of one image and one class: as many queries, with boxes that say nothing, as targets.
    private static (Predictions Predictions, Targets Targets, Tensor Iou) Batch(PointedMasks set)
    {
        var scores =
            tensor([.. Enumerable.Range(0, set.Masks).Select(Score)], [1, 1, set.Masks, 1], ScalarType.Float64);
        var boxes = full([set.Masks, 4], 0.25, ScalarType.Float64);
        return (new(scores, boxes.view(1, 1, set.Masks, 4)),
            new(zeros([set.Masks], ScalarType.Int64), boxes, [set.Masks]), Of(set));
    }

    private static MatchedPairs Diagonal(PointedMasks set) =>
        new(arange(set.Masks, ScalarType.Int64).unsqueeze(0), arange(set.Masks, ScalarType.Int64).unsqueeze(0));
}
