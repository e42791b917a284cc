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
    /// With <see cref="ClassificationCost.NegativeProbability"/> the class term is −q, p the softmax. Source:
    /// Stable-DINO Eq. 2 (q = p) and Eq. 4; balance α and ε as the official code; 1 − GIoU shifts all alike.
    /// The modulations differ where an image or a batch holds a class twice: see docs/paper-and-code.md.
    /// Not differentiable: it is computed from detached predictions, in at least single precision. Finite for finite
    /// predictions.
    /// </remarks>
    /// <param name="predictions">L layers of B images and Q queries.</param>
    /// <param name="targets">N targets in all, on the predictions' device.</param>
    /// <param name="config">Weights and modulation.</param>
    /// <param name="positions">[L, N, Q], in [0, 1]: s′ of every pair in place of (GIoU + 1)/2, such as
    /// <see cref="MaskOverlap"/>'s.</param>
    /// <returns>[L, N, Q], targets in the order of <paramref name="targets"/>; the caller owns it. Only an image's own
    /// block is computed.</returns>
    public static Tensor Evaluate(
        Predictions predictions, Targets targets, MatchingConfig config, Option<Tensor> positions = default) =>
        Scoped.Run(() =>
    {
        using var quiet = no_grad();
        if (targets.Total == 0)
            return zeros([predictions.Boxes.shape[0], 0, predictions.Boxes.shape[2]], ScalarType.Float32,
                predictions.Boxes.device);

        var imageOf = TargetIndices.ImageOf(targets.Counts, predictions.Logits.device);
        var queries = QueryPlanes.Of(predictions.Boxes);
        var own = queries.AtImages(imageOf);                                            // planes of [L, N, Q]
        var groundTruths = TargetPlanes.Of(targets.Boxes, own.CentreSize[0].dtype);            // planes of [N, 1]
        var giou = BoxOverlap.Giou(own.Corners, groundTruths.Corners, config.Overlap);
        var distance = own.CentreSize.Zip(groundTruths.CentreSize, Distance).Aggregate((a, b) => a + b);
        var probability = config.Score == ClassificationCost.Focal
            ? sigmoid(Widened.Of(ScoresOf(predictions.Logits, imageOf, targets.Labels)))
            : ScoresOf(Widened.Of(predictions.Logits).softmax(-1), imageOf, targets.Labels);
        var modulated = config.Modulation switch
        {
            CostModulation.None => probability,
            CostModulation.RescaledGiou paper => positions.Match(
                given => probability * given.to(probability.dtype).pow(paper.Exponent),
                () => probability * Rescaled(giou).pow(paper.Exponent)),
            CostModulation.OfficialClassScatter official =>
                probability * ClassScatter(queries, targets, imageOf, config.Overlap).pow(official.Exponent),
            _ => throw new ArgumentOutOfRangeException(nameof(config), config.Modulation, "unknown modulation"),
        };
        return config.ClassCost * (config.Score == ClassificationCost.Focal ? FocalCost(modulated, config) : -modulated)
            + config.BoxCost * distance + config.GiouCost * (1 - giou);
    });

    /// <summary>|a − b|; libtorch has no abs for its meta device, on which the tests look for stray tensors.</summary>
    private static Tensor Distance(Tensor a, Tensor b) => maximum(a - b, b - a);

    /// <summary>Eq. 2, on a probability that may be modulated.</summary>
    private static Tensor FocalCost(Tensor q, MatchingConfig config) =>
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
    private static Tensor ClassScatter(QueryPlanes queries, Targets targets, Tensor imageOf, OverlapArithmetic overlap)
    {
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
