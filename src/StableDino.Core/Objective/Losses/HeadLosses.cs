using System.Collections.Immutable;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>What heads on the memory pay for themselves (Co-DETR §3.2), each term divided by what it counts.</summary>
public static class HeadLosses
{
    private const double Alpha = 0.25;
    private const double Gamma = 2;
    private const double RegionGiouWeight = 10;
    private const double AnchorGiouWeight = 2;

    /// <summary>The terms of an anchor head (ATSS).</summary>
    /// <remarks>
    /// <code>
    /// class   = Σ focal / n,   n = Σ_images max(positives, 1)
    /// giou = 2·Σ c·(1 − GIoU) / max(Σ c, 1), c = √(min(l, r)/max(l, r)·min(t, b)/max(t, b)) of the anchor's centre in
    /// its target
    /// centred = Σ cross-entropy(logit, c) / n
    /// </code>
    /// Anchors outside their image pay nothing.
    /// </remarks>
    /// <param name="head">What it said.</param>
    /// <param name="targets">Targets of the batch.</param>
    /// <param name="groundTruths">[N, 4]: their corners in pixels.</param>
    /// <returns>[3]: class, GIoU, centredness; the caller owns it.</returns>
    public static Tensor OfAnchors(HeadPredictions.OfAnchors head, Targets targets, Tensor groundTruths) =>
        Scoped.Run(() =>
        {
            var count = (double)head.Targets.ge(0).sum([1L]).clamp_min(1).sum().item<long>();
            using var pairs = Pairs(head.Targets);
            var logits = head.Logits.masked_fill(head.Targets.lt(-1).unsqueeze(-1), ClassEntries.Silent).unsqueeze(0);
            var (slots, groundTruth) = (pairs.Slots[0], groundTruths.index_select(0, pairs.Targets[0]));
            var anchors = head.Grid.index_select(0, slots.remainder(head.Grid.shape[0]));
            var centred = Centredness(anchors, groundTruth);
            var giou = BoxOverlap.Giou(
                new XyxyBoxes(head.Boxes.flatten(0, 1).index_select(0, slots)), new XyxyBoxes(groundTruth));
            var logit = head.Centredness.flatten().index_select(0, slots);
            return stack(
            [
                FocalLoss.Sum(logits, pairs, targets.Labels, Alpha, Gamma)[0] / count,
                AnchorGiouWeight * (centred * (1 - giou)).sum() / centred.sum().clamp_min(1),
                (StableLogs.Softplus(logit) - (centred * logit)).sum() / count,
            ]);
        });

    /// <summary>The terms of a region head (Faster R-CNN).</summary>
    /// <remarks>
    /// <code>
    /// object = Σ cross-entropy / n, shift = Σ |δ − δ*| / n, n = sampled anchors, at least one positive and one
    /// negative an image
    /// class  = Σ −ln softmax / R,    giou  = 10·Σ_positive (1 − GIoU) / R
    /// </code>
    /// </remarks>
    /// <param name="head">What it said.</param>
    /// <param name="targets">Targets of the batch.</param>
    /// <param name="groundTruths">[N, 4]: their corners in pixels.</param>
    /// <returns>[4]: object, shift, class, GIoU; the caller owns it.</returns>
    public static Tensor OfRegions(HeadPredictions.OfRegions head, Targets targets, Tensor groundTruths) =>
        Scoped.Run(() =>
        {
            long Counted(Tensor chosen) => chosen.sum([1L]).clamp_min(1).sum().item<long>();
            var anchors = (double)(Counted(head.AnchorTargets.ge(0)) + Counted(head.AnchorTargets.eq(-1)));
            var sampled = head.AnchorTargets.flatten().gt(-2).nonzero().squeeze(-1);
            var objects = head.Objectness.flatten().index_select(0, sampled);
            var positive = head.AnchorTargets.flatten().index_select(0, sampled).ge(0).to(objects.dtype);
            using var pairs = Pairs(head.AnchorTargets);
            var goals = BoxDeltas.Encode(
                head.Grid.index_select(0, pairs.Slots[0].remainder(head.Grid.shape[0])),
                groundTruths.index_select(0, pairs.Targets[0]), BoxDeltas.UnitDeviations);
            var shifts = head.Deltas.flatten(0, 1).index_select(0, pairs.Slots[0]);

            var regions = Math.Max(1.0, head.RegionTargets.shape[0]);
            var found = head.RegionTargets.ge(0).nonzero().squeeze(-1);
            var groundTruth = head.RegionTargets.index_select(0, found);
            var labels = targets.Labels.index_select(0, groundTruth);
            var wanted = full_like(head.RegionTargets, head.Logits.shape[1] - 1).scatter(0, found, labels);
            var surprise = -head.Logits.log_softmax(-1).gather(1, wanted.unsqueeze(-1));
            var boxes = head.Boxes.index_select(0, found).gather(1, labels.view(-1, 1, 1).expand(-1, 1, 4)).squeeze(1);
            var giou = BoxOverlap.Giou(new XyxyBoxes(boxes), new XyxyBoxes(groundTruths.index_select(0, groundTruth)));
            return stack(
            [
                (StableLogs.Softplus(objects) - (positive * objects)).sum() / anchors,
                (shifts - goals).abs().sum() / anchors,
                surprise.sum() / regions, RegionGiouWeight * (1 - giou).sum() / regions,
            ]);
        });

    /// <summary>Those of [B, M] whose target is not below 0, with their targets, as a single layer.</summary>
    internal static MatchedPairs Pairs(Tensor groundTruths)
    {
        var flat = groundTruths.flatten();
        var slots = flat.ge(0).nonzero().squeeze(-1);
        return new MatchedPairs(slots.unsqueeze(0), flat.index_select(0, slots).unsqueeze(0));
    }

    // How well an anchor's centre is centred in its target, in [0, 1].
    private static Tensor Centredness(Tensor anchors, Tensor groundTruths)
    {
        var centres = (anchors.narrow(1, 0, 2) + anchors.narrow(1, 2, 2)) / 2;
        var (before, after) = (centres - groundTruths.narrow(1, 0, 2), groundTruths.narrow(1, 2, 2) - centres);
        return (minimum(before, after) / maximum(before, after)).prod(1).sqrt();
    }
}
