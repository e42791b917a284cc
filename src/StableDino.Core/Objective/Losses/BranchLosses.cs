using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>The three terms of one branch of queries, all layers at once.</summary>
public static class BranchLosses
{
    /// <summary>
    /// Class, L1 and GIoU sums of every layer, unweighted and not yet divided by the number of targets; cross-entropy
    /// is a mean already.
    /// </summary>
    /// <param name="predictions">The branch's predictions.</param>
    /// <param name="pairs">Its positives.</param>
    /// <param name="targets">Targets of the batch, on the same device.</param>
    /// <param name="classification">Class term.</param>
    /// <param name="overlap">How overlaps divide.</param>
    /// <param name="counted">[B, Q], bool: queries that are no padding; all where it is none. Read for the largest IoU
    /// alone.</param>
    /// <param name="positions">[L, N, Q]: s of every query with every target of its image, where it is not boxes that
    /// say how well it lies.</param>
    /// <returns>[L, 3]: class, L1, GIoU; the caller owns it.</returns>
    public static Tensor Sums(
        Predictions predictions, MatchedPairs pairs, Targets targets, ClassificationLoss classification,
        OverlapArithmetic overlap = OverlapArithmetic.Exact, Option<Tensor> counted = default,
        Option<Tensor> positions = default) => Scoped.Run(() =>
    {
        var boxes = Widened.Of(predictions.Boxes);
        var slots = pairs.Slots.unsqueeze(-1).expand(-1, -1, 4);
        var predicted = new CxcywhBoxes(boxes.flatten(1, 2).gather(1, slots));
        var groundTruth = new CxcywhBoxes(targets.Boxes.to(boxes.dtype).index(TensorIndex.Tensor(pairs.Targets)));
        var classes = classification switch
        {
            ClassificationLoss.Focal focal =>
                FocalLoss.Sum(predictions.Logits, pairs, targets.Labels, focal.Alpha, focal.Gamma),
            ClassificationLoss.PositionSupervised position => PositionSupervisedLoss.Sum(
                predictions.Logits, pairs, targets.Labels,
                Goals(predictions, pairs, targets, predicted, groundTruth, position, overlap, counted, positions),
                position.Alpha, position.Gamma, position.Arithmetic),
            ClassificationLoss.CrossEntropy entropy =>
                CrossEntropyLoss.Mean(predictions.Logits, pairs, targets.Labels, entropy.BackgroundWeight),
            _ => throw new ArgumentOutOfRangeException(nameof(classification), classification, "unknown class term"),
        };
        return stack([classes.to(boxes.dtype), BoxL1Loss.Sum(predicted, groundTruth),
            GiouLoss.Sum(predicted, groundTruth, overlap)], -1);
    });

    /// <summary>t = ε(f1(s)) of every pair, [L, K]; a constant.</summary>
    private static Tensor Goals(
        Predictions predictions, MatchedPairs pairs, Targets targets, CxcywhBoxes predicted, CxcywhBoxes groundTruth,
        ClassificationLoss.PositionSupervised loss, OverlapArithmetic overlap, Option<Tensor> counted,
        Option<Tensor> positions)
    {
        using var quiet = no_grad();
        var s = positions.Match(all => OfPairs(all, pairs).to(predicted.Values.dtype),
            () => BoxOverlap.Iou(Corners.Of(predicted), Corners.Of(groundTruth), overlap));
        var p = sigmoid(ClassEntries.PositivesOf(predictions.Logits, pairs, targets.Labels)).to(s.dtype);
        var t = PositionalTargets.Of(loss.Target, s, p);
        var images = pairs.Slots.div(predictions.Boxes.shape[2], RoundingMode.floor);
        return loss.Rescale switch
        {
            TargetRescale.None => t,
            TargetRescale.ToOne =>
                TargetRescaling.Lift(
                    t, images, ones([t.shape[0], targets.Counts.Length], t.dtype, t.device), loss.Arithmetic),
            TargetRescale.ToMaxIou => TargetRescaling.Lift(
                t, images, positions.Match(
                    all => BestOverlap.PerImage(all, targets, counted).to(t.dtype),
                    () => BestOverlap.PerImage(predictions.Boxes, targets, overlap, counted)), loss.Arithmetic),
            _ => throw new ArgumentOutOfRangeException(nameof(loss), loss.Rescale, "unknown rescale"),
        };
    }

    // [L, N, Q] of all pairs to [L, K] of those matched.
    private static Tensor OfPairs(Tensor all, MatchedPairs pairs)
    {
        var queries = all.shape[2];
        return all.detach().flatten(1).gather(1, (pairs.Targets * queries) + pairs.Slots.remainder(queries));
    }
}
