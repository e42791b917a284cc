using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// The training loss of a batch: matching, then class, L1 and GIoU terms of every layer of the matching queries, of the
/// encoder's
/// proposals and of the further branches; and where masks are predicted, their cross-entropy and dice at points.
/// </summary>
public static class Criterion
{
    /// <summary>
    /// Evaluates the loss. All layers and images of a branch are matched together and each term is computed for all
    /// layers at once.
    /// </summary>
    /// <remarks>
    /// <code>L = Σ_branch Σ_layer f_layer·(w_class·L_class + w_box·L_1 + w_giou·L_giou) / n</code>
    /// n = targets of the batch, at least 1, but 1 for a class term that is a mean (cross-entropy); times the groups in
    /// a denoising branch,
    /// times k/λ in a one-to-many branch; times the groups where the matching queries are one of several. Selected
    /// proposals
    /// and decoder layers are one branch; class-agnostic proposals, which are all tokens, are matched on their own to
    /// targets without
    /// classes. Of a batch without targets negatives alone contribute.
    /// Heads on the memory, and the queries that they add, divide each term by what it counts
    /// (<see cref="HeadLosses"/>), and of an accumulated
    /// batch count as these images' share of its targets.
    /// With <see cref="TargetRescale.ToMaxIou"/> in a denoising branch the largest IoU is that of all its queries but
    /// padding.
    /// </remarks>
    /// <param name="output">What the detector said.</param>
    /// <param name="targets">Targets of the batch, on the same device.</param>
    /// <param name="noised">The denoising queries that were decoded; none in evaluation or when the batch has no
    /// targets.</param>
    /// <param name="config">Its matching, losses, proposals and branches are read; a sweep varies them with
    /// <c>with</c>.</param>
    /// <param name="normalizer">n instead of the targets of this batch: the whole accumulated batch's, to make
    /// accumulation exact.</param>
    /// <param name="certify">Whether every assignment is proved optimal.</param>
    /// <param name="masks">True masks and points, for the output of a mask detector; without them it is matched, and
    /// learns, by classes and boxes alone.</param>
    /// <returns>The report, which the caller disposes, or the cost that was not finite.</returns>
    public static Either<NonFiniteCost, LossReport> Evaluate(
        DetectorOutput output, Targets targets, Option<NoisedTargets> noised, DetectorConfig config,
        Option<double> normalizer = default, bool certify = false, Option<MaskSupervision> masks = default)
    {
        using var scope = NewDisposeScope();
        var count = normalizer.IfNone(Math.Max(targets.Total, 1));
        var terms = new List<LossTerms>();
        foreach (var branch in LossBranches.Of(output, targets, noised, config, count, masks))
        {
            var found = branch.Evaluate(config.Heads.Score, certify);
            if (found.Case is NonFiniteCost fault) return fault;
            found.IfRight(terms.Add);
        }

        foreach (var head in output.Heads) terms.Add(Head(head, config.Branches[head.Branch], targets, count));
        var weighted = cat([.. terms.Select(part => part.Weighted.flatten())], 0);
        return Report(output, targets, config, terms, weighted);
    }

    private static LossReport Report(
        DetectorOutput output, Targets targets, DetectorConfig config, IReadOnlyList<LossTerms> terms, Tensor weighted)
    {
        // Further groups of queries are matched with the matching queries, each as a batch of its own.
        var all = AssignmentsOf(QueryGroup.MatchingBranch).Single();
        var groups = all.Layers[0].Length / targets.Counts.Length;
        return new LossReport(
            weighted.sum().MoveToOuterDisposeScope(), weighted.detach().MoveToOuterDisposeScope(),
            [.. terms.SelectMany(part => part.Names)],
            groups == 1 ? all : QueryBatches.First(all, groups), AssignmentsOf(LossBranch.Candidates).HeadOrNone(),
            [.. from branch in output.Branches from found in Found(branch.Branch)
                select new BranchAssignments(branch.Branch, found)]);

        IEnumerable<Assignments> AssignmentsOf(int branch) =>
            terms.Where(part => part.Branch == branch).SelectMany(part => part.Assignments);

        IEnumerable<Assignments> Found(int branch) => config.Branches[branch] is BranchConfig.QueryGroups
            ? [QueryBatches.Further(all, groups, targets.Counts, (int)output.Layers.Logits.shape[2])]
            : AssignmentsOf(branch);
    }

    /// <summary>What an auxiliary head contributes by itself.</summary>
    private static LossTerms Head(HeadPredictions head, BranchConfig branch, Targets targets, double count)
    {
        var groundTruths = cat(
            [.. PixelTargets.Of(head.Sizes, targets, targets.Boxes.device).Select(image => image.Boxes)], 0);
        var (sums, weight, names) = (head, branch) switch
        {
            (HeadPredictions.OfAnchors anchors, BranchConfig.AnchorHead { Weight: var factor }) =>
                (HeadLosses.OfAnchors(anchors, targets, groundTruths), factor,
                    ImmutableArray.Create("loss_class_anchors", "loss_giou_anchors", "loss_centredness_anchors")),
            (HeadPredictions.OfRegions regions, BranchConfig.RegionHead { Weight: var factor }) =>
                (HeadLosses.OfRegions(regions, targets, groundTruths), factor,
                    ["loss_object_proposals", "loss_shift_proposals", "loss_class_regions", "loss_giou_regions"]),
            _ => throw new InvalidOperationException("The output is of another configuration."),
        };
        return new LossTerms(
            head.Branch, sums * (weight * LossDivisor.Share(targets, count)), names, Option<Assignments>.None);
    }
}
