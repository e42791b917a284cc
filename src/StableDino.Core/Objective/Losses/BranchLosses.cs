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
        Predictions predictions, MatchedPairs pairs, Targets targets, ClassTerm classification,
        OverlapArithmetic overlap = OverlapArithmetic.Exact, Option<Tensor> counted = default,
        Option<Tensor> positions = default) => Scoped.Run(() =>
    {
        var boxes = Widened.Of(predictions.Boxes);
        var slots = pairs.Slots.unsqueeze(-1).expand(-1, -1, 4);
        var paired = new PairedBoxes(
            new CxcywhBoxes(boxes.flatten(1, 2).gather(1, slots)),
            new CxcywhBoxes(targets.Boxes.to(boxes.dtype).index(TensorIndex.Tensor(pairs.Targets))));
        var classes = classification switch
        {
            ClassTerm.Focal focal =>
                FocalLoss.Sum(predictions.Logits, pairs, targets.Labels, focal.Alpha, focal.Gamma),
            ClassTerm.PositionSupervised position => PositionSupervisedLoss.Sum(
                predictions.Logits, pairs, targets.Labels, Goals(position), position.Alpha, position.Gamma,
                position.Arithmetic),
            ClassTerm.CrossEntropy entropy =>
                CrossEntropyLoss.Mean(predictions.Logits, pairs, targets.Labels, entropy.BackgroundWeight),
            _ => throw new ArgumentOutOfRangeException(nameof(classification), classification, "unknown class term"),
        };
        return stack([classes.to(boxes.dtype), BoxL1Loss.Sum(paired.Predicted, paired.GroundTruth),
            GiouLoss.Sum(paired.Predicted, paired.GroundTruth, overlap)], -1);

        // t = ε(f1(s)) of every pair, [L, K]; a constant.
        Tensor Goals(ClassTerm.PositionSupervised term)
        {
            using var quiet = no_grad();
            var s = positions.Match(all => OfPairs(all, pairs).to(boxes.dtype),
                () => BoxOverlap.Iou(Corners.Of(paired.Predicted), Corners.Of(paired.GroundTruth), overlap));
            var p = sigmoid(ClassEntries.PositivesOf(predictions.Logits, pairs, targets.Labels)).to(s.dtype);
            var t = PositionalTargets.Of(term.Target, s, p);
            return term.Rescale is TargetRescale.None
                ? t
                : TargetRescaling.Lift(
                    t, pairs.Slots.div(boxes.shape[2], RoundingMode.floor), Largest(term.Rescale, t), term.Arithmetic);
        }

        // What an image's largest target becomes, [L, B].
        Tensor Largest(TargetRescale rescale, Tensor t) => rescale switch
        {
            TargetRescale.ToOne => ones([t.shape[0], targets.Counts.Length], t.dtype, t.device),
            TargetRescale.ToMaxIou => positions.Match(
                all => BestOverlap.PerImage(all, targets, counted).to(t.dtype),
                () => BestOverlap.PerImage(predictions.Boxes, targets, overlap, counted)),
            _ => throw new ArgumentOutOfRangeException(nameof(rescale), rescale, "unknown rescale"),
        };
    });

    private readonly record struct PairedBoxes(CxcywhBoxes Predicted, CxcywhBoxes GroundTruth);

    // [L, N, Q] of all pairs to [L, K] of those matched.
    private static Tensor OfPairs(Tensor all, MatchedPairs pairs)
    {
        var queries = all.shape[2];
        return all.detach().flatten(1).gather(1, (pairs.Targets * queries) + pairs.Slots.remainder(queries));
    }
}
