using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// The mask terms of one part of the output: what pairing costs, and what the pairs contribute. No mask but those of
/// pairs is made.
/// </summary>
/// <param name="pixels">[B, D, h, w]: pixel embeddings.</param>
/// <param name="embeddings">[L, B, Q, D]: the part's mask embeddings, layer by layer.</param>
/// <param name="supervision">The targets and the points.</param>
/// <param name="form">How many points, and the weights of what is compared there.</param>
/// <param name="branch">Which part: an index into the configuration's branches, or
/// <see cref="QueryGroup.MatchingBranch"/>.</param>
internal sealed class MaskTerms(
    Tensor pixels, Tensor embeddings, MaskSupervision supervision, MaskConfig.PixelEmbedding form, int branch)
{
    /// <summary>How many points, and the weights.</summary>
    public MaskConfig.PixelEmbedding Form => form;

    /// <summary>What says how well a prediction lies.</summary>
    public PositionMetric Metric => form.Metric;

    private int Layers => (int)embeddings.shape[0];

    /// <summary>
    /// Cross-entropy and dice of every query of every layer for every target of its image, weighed. A query's logit at
    /// a point is its
    /// embedding times the pixels' there: interpolation and product may change places.
    /// </summary>
    /// <param name="counts">Targets of each image.</param>
    /// <returns>[1 or 2, L, N, Q]: costs, then the IoU at the same points if it is the metric; no gradient passes. The
    /// caller owns it.</returns>
    public Tensor Costs(ImmutableArray<int> counts) =>
        AtPoints(counts, (predicted, target) =>
        {
            var cost = form.MaskCost * MaskCost.CrossEntropy(predicted, target)
                + form.DiceCost * MaskCost.Dice(predicted, target);
            return Metric == PositionMetric.MaskIou
                ? stack([cost, MaskOverlap.Iou(predicted, target)])
                : cost.unsqueeze(0);
        });

    /// <summary>
    /// The IoU of every query of every layer with every target of its image, [L, N, Q]; no gradient passes. The caller
    /// owns it.
    /// </summary>
    /// <param name="counts">Targets of each image.</param>
    public Tensor Overlaps(ImmutableArray<int> counts) =>
        Scoped.Run(() => AtPoints(counts, (predicted, target) => MaskOverlap.Iou(predicted, target).unsqueeze(0))[0]);

    // What is measured, [k, n, Q], of the predictions [Q, P] and targets [n, P] of each layer and image: [k, L, N, Q].
    private Tensor AtPoints(ImmutableArray<int> counts, Func<Tensor, Tensor, Tensor> measured) => Scoped.Run(() =>
    {
        using var quiet = no_grad();
        var targets = OnCanvas(supervision.Target.Values).split([.. counts.Select(count => (long)count)])
            .Select(image => image.to(Widened.TypeBeside(pixels))).ToList();
        return stack([.. Enumerable.Range(0, Layers).Select(layer => Scoped.Run(() =>
        {
            // [B, P, 2]
            var places = supervision.Draws.Matching(branch, layer, counts.Length);
            return cat([.. targets.Select((target, image) =>
            {
                // [Q, P]
                var predicted = embeddings[layer][image].matmul(MaskPoints.SampleMap(pixels[image], places[image]));
                // [n, P]
                var there = MaskPoints.SampleMap(target, places[image]);
                return measured(predicted, there);
            })], 1);
        }))], 1);
    });

    /// <summary>
    /// Cross-entropy and dice of the pairs of every layer, unweighted and not yet divided by the number of targets.
    /// </summary>
    /// <param name="pairs">Positives, ordered by image.</param>
    /// <param name="perImage">Pairs of each image.</param>
    /// <returns>[L, 2]; the caller owns it.</returns>
    public Tensor Sums(MatchedPairs pairs, ImmutableArray<int> perImage) => Scoped.Run(() =>
    {
        var target = OnCanvas(supervision.Target.Values);
        return stack([.. Enumerable.Range(0, Layers).Select(layer => Scoped.Run(() =>
        {
            // [K, h, w]
            var logits = Logits(layer, pairs, perImage);
            var chosen = MaskPoints.Choose(
                logits, supervision.Draws.Losses(branch, layer, pairs.Count), form.Points.Uncertain);
            var (at, there) = (MaskPoints.Sample(logits, chosen),
                MaskPoints.Sample(target.index_select(0, pairs.Targets[layer]).to(logits.dtype), chosen));
            return stack([MaskPointLoss.CrossEntropySum(at, there), MaskPointLoss.DiceSum(at, there)]);
        }))]);
    });

    private Tensor Logits(int layer, MatchedPairs pairs, ImmutableArray<int> perImage)
    {
        var own = embeddings[layer].flatten(0, 1).index_select(0, pairs.Slots[layer])
            .split([.. perImage.Select(count => (long)count)]);
        return cat(
            [.. own.Select((each, image) =>
                MaskPredictions.Logits(pixels.narrow(0, image, 1), each.unsqueeze(0)).squeeze(0))], 0);
    }

    private static Tensor OnCanvas(Tensor masks) => nn.functional.pad(
        masks, [0, MaskCanvas.Of(masks.shape[2]) - masks.shape[2], 0, MaskCanvas.Of(masks.shape[1]) - masks.shape[1]],
        value: 0);
}
