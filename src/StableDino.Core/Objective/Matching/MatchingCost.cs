using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>What it costs to pair a prediction with a target of its own image.</summary>
public static class MatchingCost
{
    /// <summary>
    /// The cost of every query of every layer for every target of the batch, within the target's own image.
    /// </summary>
    /// <remarks>
    /// <code>
    /// C = Class·(α(1−q)^γ·(−ln(q+ε)) − (1−α)q^γ·(−ln(1−q+ε))) + Box·‖b − b̂‖₁ + Giou·(1 − GIoU),  q = p·f2(s′)
    /// </code>
    /// p is the sigmoid or the softmax of the logits, as the score has it; with
    /// <see cref="ClassificationCost.NegativeProbability"/> the class term is −p. Source:
    /// Stable-DINO Eq. 2 (q = p) and Eq. 4; balance α and ε as the official code; 1 − GIoU shifts all alike.
    /// The modulations differ where an image or a batch holds a class twice: see docs/paper-and-code.md.
    /// Not differentiable: it is computed from detached predictions, in at least single precision. Finite for finite
    /// predictions.
    /// </remarks>
    /// <param name="predictions">L layers of B images and Q queries.</param>
    /// <param name="targets">N targets in all, on the predictions' device.</param>
    /// <param name="config">Weights and modulation.</param>
    /// <param name="score">How logits become probabilities.</param>
    /// <param name="positions">[L, N, Q], in [0, 1]: s′ of every pair in place of (GIoU + 1)/2, such as
    /// <see cref="MaskOverlap"/>'s.</param>
    /// <returns>[L, N, Q], targets in the order of <paramref name="targets"/>; the caller owns it. Only an image's own
    /// block is computed.</returns>
    public static Tensor Evaluate(
        Predictions predictions, Targets targets, Assignment.Hungarian config, Score score,
        Option<Tensor> positions = default) =>
        Scoped.Run(() =>
    {
        using var quiet = no_grad();
        if (targets.Total == 0)
            return zeros([predictions.Boxes.shape[0], 0, predictions.Boxes.shape[2]], ScalarType.Float32,
                predictions.Boxes.device);

        var pairs = Geometry.Of(predictions, targets, config.Overlap);
        var distance = pairs.Own.CentreSize.Zip(pairs.GroundTruths.CentreSize, Distance).Aggregate((a, b) => a + b);
        var cost = config.Classification switch
        {
            ClassificationCost.Focal focal =>
                FocalCost(Modulated(predictions, targets, pairs, focal.Modulation, score, positions), focal),
            ClassificationCost.NegativeProbability => -Probability(predictions, targets, pairs, score),
            var other => throw new ArgumentOutOfRangeException(nameof(config), other, "unknown class cost"),
        };
        return config.ClassCost * cost + config.BoxCost * distance + config.GiouCost * (1 - pairs.Giou);
    });

    /// <summary>q of every pair, [L, N, Q]: the probability of the target's class, modulated.</summary>
    internal static Tensor Modulated(
        Predictions predictions, Targets targets, CostModulation modulation, Score score, OverlapArithmetic overlap) =>
        Scoped.Run(() => Modulated(
            predictions, targets, Geometry.Of(predictions, targets, overlap), modulation, score, Option<Tensor>.None));

    private static Tensor Modulated(
        Predictions predictions, Targets targets, Geometry pairs, CostModulation modulation, Score score,
        Option<Tensor> positions)
    {
        var probability = Probability(predictions, targets, pairs, score);
        return modulation switch
        {
            CostModulation.None => probability,
            CostModulation.RescaledGiou paper => positions.Match(
                given => probability * given.to(probability.dtype).pow(paper.Exponent),
                () => probability * Rescaled(pairs.Giou).pow(paper.Exponent)),
            CostModulation.OfficialClassScatter official =>
                probability * ClassScatter(pairs, targets).pow(official.Exponent),
            _ => throw new ArgumentOutOfRangeException(nameof(modulation), modulation, "unknown modulation"),
        };
    }

    private static Tensor Probability(Predictions predictions, Targets targets, Geometry pairs, Score score) =>
        score is Score.Sigmoid
            ? sigmoid(Widened.Of(ScoresOf(predictions.Logits, pairs.ImageOf, targets.Labels)))
            : ScoresOf(Widened.Of(predictions.Logits).softmax(-1), pairs.ImageOf, targets.Labels);

    // Every query of every layer beside every target of its image.
    private sealed record Geometry(
        Tensor ImageOf, QueryPlanes Queries, QueryPlanes Own, TargetPlanes GroundTruths, Tensor Giou,
        OverlapArithmetic Overlap)
    {
        public static Geometry Of(Predictions predictions, Targets targets, OverlapArithmetic overlap)
        {
            var imageOf = TargetIndices.ImageOf(targets.Counts, predictions.Logits.device);
            var queries = QueryPlanes.Of(predictions.Boxes);
            var own = queries.AtImages(imageOf);                                            // planes of [L, N, Q]
            var groundTruths = TargetPlanes.Of(targets.Boxes, own.CentreSize[0].dtype);     // planes of [N, 1]
            return new(imageOf, queries, own, groundTruths,
                BoxOverlap.Giou(own.Corners, groundTruths.Corners, overlap), overlap);
        }
    }

    /// <summary>|a − b|; libtorch has no abs for its meta device, on which the tests look for stray tensors.</summary>
    private static Tensor Distance(Tensor a, Tensor b) => maximum(a - b, b - a);

    /// <summary>Eq. 2, on a probability that may be modulated.</summary>
    private static Tensor FocalCost(Tensor q, ClassificationCost.Focal config) =>
        config.Alpha * (1 - q).pow(config.Gamma) * -(q + config.LogEpsilon).log()
        - (1 - config.Alpha) * q.pow(config.Gamma) * -(1 - q + config.LogEpsilon).log();

    /// <summary>s′ = (GIoU + 1)/2; it stays in [0, 1], for GIoU stays in [−1, 1] however it is rounded.</summary>
    private static Tensor Rescaled(Tensor giou) => (giou + 1) * 0.5;

    /// <summary>Logits of each target's class: [L, N, Q].</summary>
    private static Tensor ScoresOf(Tensor logits, Tensor imageOf, Tensor labels) =>
        logits.index(TensorIndex.Colon, TensorIndex.Tensor(imageOf), TensorIndex.Colon, TensorIndex.Tensor(labels))
            .transpose(0, 1);

    /// <summary>
    /// s′ as the official matcher's scatter leaves it: for each target that of the last target of its class in the
    /// whole batch, scaled
    /// by 1/(largest + 1e-8), never below 1, largest over all queries of the image and all targets of the batch.
    /// </summary>
    private static Tensor ClassScatter(Geometry pairs, Targets targets)
    {
        var (queries, imageOf, overlap) = (pairs.Queries, pairs.ImageOf, pairs.Overlap);
        var places = arange(targets.Labels.shape[0], ScalarType.Int64, targets.Labels.device);
        var sameClass = targets.Labels.unsqueeze(0).eq(targets.Labels.unsqueeze(1));                       // [N, N]
        var last = (sameClass.to(ScalarType.Int64) * places).amax([1]);                                    // [N]
        var groundTruths = TargetPlanes.Of(targets.Boxes.index(TensorIndex.Tensor(last)), queries.CentreSize[0].dtype);
        // planes of [L, B, 1, Q]
        var all = queries.Spread();
        // [L, B, N, Q]
        var metric = Rescaled(BoxOverlap.Giou(all.Corners, groundTruths.Corners, overlap));
        var scale = (1 / (metric.amax([2, 3], keepdim: true) + 1e-8)).clamp_min(1);
        return (metric * scale).index(TensorIndex.Colon, TensorIndex.Tensor(imageOf), TensorIndex.Tensor(places));
    }
}
