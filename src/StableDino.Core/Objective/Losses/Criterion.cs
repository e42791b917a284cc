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
    private const double TokenOverlap = 0.7;       // DETA's first stage
    private const int TokensPerTarget = 4;

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
    /// classes. A batch without targets pays for negatives alone.
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
    /// pays, by classes and boxes alone.</param>
    /// <returns>The report, which the caller disposes, or the cost that was not finite.</returns>
    public static Either<NonFiniteCost, LossReport> Evaluate(
        DetectorOutput output, Targets targets, Option<NoisedTargets> noised, DetectorConfig config,
        Option<double> normalizer = default, bool certify = false, Option<MaskSupervision> masks = default)
    {
        using var scope = NewDisposeScope();
        var count = normalizer.IfNone(Math.Max(targets.Total, 1));
        var parts = new List<PaidTerms>();
        foreach (var part in Parts(output, targets, noised, config, count, certify, masks))
        {
            if (part.Case is NonFiniteCost fault) return fault;
            part.IfRight(parts.Add);
        }

        var weighted = cat([.. parts.Select(part => part.Weighted.flatten())], 0);
        return new LossReport(
            weighted.sum().MoveToOuterDisposeScope(), weighted.detach().MoveToOuterDisposeScope(),
            [.. parts.SelectMany(part => part.Names)],
            AssignmentsOf(QueryGroup.MatchingBranch).Single(), AssignmentsOf(PaidTerms.Candidates).HeadOrNone(),
            [.. from branch in output.Branches from found in AssignmentsOf(branch.Branch)
                select new BranchAssignments(branch.Branch, found)]);

        IEnumerable<Assignments> AssignmentsOf(int branch) =>
            parts.Where(part => part.Branch == branch).SelectMany(part => part.Assignments);
    }

    private static IEnumerable<Either<NonFiniteCost, PaidTerms>> Parts(
        DetectorOutput output, Targets targets, Option<NoisedTargets> noised, DetectorConfig config, double count,
        bool certify,
        Option<MaskSupervision> supervision)
    {
        var start = config.Queries.Reference as QueryReference.Proposals ?? new QueryReference.Proposals();
        var all = start.Classes == ProposalClasses.Agnostic ? output.Proposals : Option<Predictions>.None;
        var selected = start.Classes == ProposalClasses.Agnostic ? Option<Predictions>.None : output.Proposals;
        var groups = output.Branches.Where(branch => config.Branches[branch.Branch] is BranchConfig.QueryGroups)
            .ToList();
        foreach (var further in groups)
            foreach (var part in Grouped(output.Layers, further, targets, config, count, certify)) yield return part;
        if (groups.Count == 0) yield return config.Matching.Assignment == TruthAssignment.InitialOverlap
            ? Overlapping(output.Layers, targets, config, count)
            : Queries(output.Layers, selected, start.LossWeight, targets, config, count, certify,
                Masks(QueryGroup.MatchingBranch, predicted =>
                    selected.IsSome ? cat([predicted.Proposals, predicted.Layers], 0) : predicted.Layers.alias()));
        foreach (var proposals in all)
            yield return start.Selection == ProposalSelection.SuppressedPerLevel
                ? OverlappingTokens(proposals, start.LossWeight, targets.WithoutClasses(), config, count)
                : Candidates(proposals, start.LossWeight, targets.WithoutClasses(), config, count, certify);
        foreach (var branch in output.Branches)
            switch (config.Branches[branch.Branch])
            {
                case BranchConfig.ContrastiveDenoising denoising:
                    foreach (var queries in noised)
                        yield return Denoised(
                            branch, denoising.Losses, queries, targets, count, MasksOf(branch), Metric(config));
                    break;
                case BranchConfig.DenoisingGroups denoising:
                    foreach (var queries in noised)
                        yield return Denoised(
                            branch, denoising.Losses, queries, targets, count, MasksOf(branch), Metric(config));
                    break;
                case BranchConfig.PositiveDenoising denoising:
                    foreach (var queries in noised)
                        yield return Denoised(
                            branch, denoising.Losses, queries, targets, count, MasksOf(branch), Metric(config));
                    break;
                case BranchConfig.OneToMany many:
                    yield return OneToMany(branch, many, targets, config, count, certify);
                    break;
                case BranchConfig.AnchorHead { Losses: var losses }:
                    yield return Assisted(branch, HeadOf(branch), losses, "_atss", targets, count);
                    break;
                case BranchConfig.RegionHead { Losses: var losses }:
                    yield return Assisted(branch, HeadOf(branch), losses, "_roi", targets, count);
                    break;
            }
        foreach (var head in output.Heads) yield return Head(head, config.Branches[head.Branch], targets, count);

        HeadPredictions HeadOf(BranchPredictions branch) => output.Heads.Single(head => head.Branch == branch.Branch);

        Option<MaskTerms> MasksOf(BranchPredictions branch) =>
            Masks(branch.Branch, predicted => predicted.Branches[output.Branches.IndexOf(branch)]);

        Option<MaskTerms> Masks(int branch, Func<MaskPredictions, Tensor> embeddings) =>
            output is MaskOutput { Masks: var predicted } && config.Masks is MaskConfig.PixelEmbedding form
                ? supervision.Map(given =>
                    new MaskTerms(predicted.Pixels, embeddings(predicted), given, form.Points, branch))
                : Option<MaskTerms>.None;
    }

    /// <summary>
    /// Matching queries, last layer first, and the proposals that became them, last; those that became queries of a
    /// branch come after and pay nothing.
    /// </summary>
    private static Either<NonFiniteCost, PaidTerms> Queries(
        Predictions layers, Option<Predictions> selected, double proposalWeight, Targets targets, DetectorConfig config,
        double count, bool certify,
        Option<MaskTerms> masks)
    {
        var (depth, queries) = (layers.Logits.shape[0], layers.Logits.shape[2]);
        var together = selected.Match(
            proposals => new Predictions(
                cat([proposals.Logits.narrow(2, 0, queries), layers.Logits], 0),
                cat([proposals.Boxes.narrow(2, 0, queries), layers.Boxes], 0)), () => layers);
        var further = masks.Map(terms => terms.Costs(targets.Counts, config.Matching, Metric(config)));
        var positions = further.Bind(both => both.shape[0] > 1 ? Option<Tensor>.Some(both[1]) : Option<Tensor>.None);
        return HungarianMatcher.Match(
            together, targets, config.Matching, certify, further.Map(both => both[0]), positions).Map(assignments =>
        {
            var sums = Sums(together, assignments, targets, config.Losses, masks, positions);
            var before = sums.shape[0] - depth;
            var ordered = cat([LastFirst(sums.narrow(0, before, depth)), sums.narrow(0, 0, before)], 0);
            var factors = LayerFactors(depth, config.Losses).Concat(Enumerable.Repeat(proposalWeight, (int)before));
            return new PaidTerms(
                QueryGroup.MatchingBranch, Weigh(ordered, factors, config.Losses, count, targets),
                [.. LayerNames(depth, "", masks: masks.IsSome), .. before > 0 ? NamesOf("_enc", masks.IsSome) : []],
                assignments);
        });
    }

    /// <summary>
    /// The matching queries and those of further groups, each of which is as a batch of its own: one sum of all pays.
    /// </summary>
    private static IEnumerable<Either<NonFiniteCost, PaidTerms>> Grouped(
        Predictions first, BranchPredictions further, Targets targets, DetectorConfig config, double count,
        bool certify)
    {
        var groups = QueryBatches.Groups(first, further.Predictions);
        var all = Queries(
            QueryBatches.Joined(first, further.Predictions), Option<Predictions>.None, 0,
            QueryBatches.ForEach(groups, targets), config, count * groups, certify,
            Option<MaskTerms>.None);
        yield return all.Map(paid =>
            paid with { Assignments = paid.Assignments.Map(found => QueryBatches.First(found, groups)) });
        yield return all.Map(paid => new PaidTerms(
            further.Branch, paid.Weighted.narrow(0, 0, 0), [],
            paid.Assignments.Map(found =>
                QueryBatches.Further(found, groups, targets.Counts, (int)first.Logits.shape[2]))));
    }

    /// <summary>The proposals of all tokens.</summary>
    private static Either<NonFiniteCost, PaidTerms> Candidates(
        Predictions proposals, double weight, Targets targets, DetectorConfig config, double count, bool certify) =>
        HungarianMatcher.Match(proposals, targets, config.Matching, certify).Map(assignments => new PaidTerms(
            PaidTerms.Candidates,
            Weigh(Sums(proposals, assignments, targets, config.Losses), [weight], config.Losses, count, targets),
            [.. NamesOf("_enc")], assignments));

    /// <summary>
    /// Matching queries, last layer first; the targets are those that their references overlap before the first layer.
    /// </summary>
    private static PaidTerms Overlapping(Predictions layers, Targets targets, DetectorConfig config, double count)
    {
        var depth = layers.Logits.shape[0];
        var (assignments, repeated) =
            ByOverlap(layers, targets, (double)(decimal)config.Matching.LeastOverlap, config.Matching.QueriesPerTruth,
                config.Matching.Overlap);
        return new PaidTerms(
            QueryGroup.MatchingBranch,
            Weigh(LastFirst(Sums(layers, assignments, repeated, config.Losses)), LayerFactors(depth, config.Losses),
                config.Losses, count, targets),
            [.. LayerNames(depth, "")], assignments);
    }

    /// <summary>The proposals of all tokens; the targets are those that the boxes they start from overlap.</summary>
    private static PaidTerms OverlappingTokens(
        Predictions proposals, double weight, Targets targets, DetectorConfig config, double count)
    {
        var (assignments, repeated) =
            ByOverlap(proposals, targets, TokenOverlap, TokensPerTarget, config.Matching.Overlap);
        return new PaidTerms(
            PaidTerms.Candidates,
            Weigh(Sums(proposals, assignments, repeated, config.Losses), [weight], config.Losses, count, targets),
            [.. NamesOf("_enc")], assignments);
    }

    private static (Assignments Assignments, Targets Repeated) ByOverlap(
        Predictions predictions, Targets targets, double least, int most, OverlapArithmetic arithmetic)
    {
        var starts = predictions.Starts.IfNone(() =>
            throw new InvalidOperationException("The predictions bring no boxes to start from."));
        var images = OverlapAssignment.Of(starts, targets, least, most, arithmetic);
        return (new Assignments([.. Enumerable.Repeat(images, (int)predictions.Logits.shape[0])]),
            targets.Repeated(most));
    }

    /// <summary>Denoising queries, last layer first: each positive knows its target.</summary>
    private static PaidTerms Denoised(
        BranchPredictions branch, LossConfig losses, NoisedTargets noised, Targets targets, double count,
        Option<MaskTerms> masks, PositionMetric metric)
    {
        var layers = branch.Predictions.Logits.shape[0];
        var (slots, groundTruths) = ContrastiveDenoising.Positives(noised, targets.Counts);
        var pairs = new MatchedPairs(
            slots.unsqueeze(0).expand(layers, -1), groundTruths.unsqueeze(0).expand(layers, -1));
        var paying = noised.Absent == AbsentSlots.TrainedAsNegatives
            ? branch.Predictions
            : branch.Predictions with { Logits =
                branch.Predictions.Logits.masked_fill(noised.Padding.unsqueeze(-1), ClassEntries.Silent) };
        var positions = metric == PositionMetric.MaskIou
            && losses.Classification is ClassificationLoss.PositionSupervised
            ? masks.Map(terms => terms.Overlaps(targets.Counts)) : Option<Tensor>.None;
        var sums = BranchLosses.Sums(
            paying, pairs, targets, losses.Classification, losses.Overlap, noised.Labels.ge(0), positions);
        var all =
            WithMasks(sums, pairs, [.. targets.Counts.Select(targetsOfImage => noised.Groups * targetsOfImage)], masks);
        return new PaidTerms(
            branch.Branch, Weigh(LastFirst(all), LayerFactors(layers, losses), losses, count * noised.Groups, targets),
            [.. LayerNames(layers, "_dn", masks: masks.IsSome)], Option<Assignments>.None);
    }

    /// <summary>One-to-many queries, last layer first: each target is offered k times.</summary>
    private static Either<NonFiniteCost, PaidTerms> OneToMany(
        BranchPredictions branch, BranchConfig.OneToMany many, Targets targets, DetectorConfig config, double count,
        bool certify)
    {
        var (matching, losses) =
            many.Terms is BranchTerms.Own own ? (own.Matching, own.Losses) : (config.Matching, config.Losses);
        var layers = branch.Predictions.Logits.shape[0];
        var repeated = targets.Repeated(many.Repetition);
        return HungarianMatcher.Match(branch.Predictions, repeated, matching, certify).Map(assignments => new PaidTerms(
            branch.Branch,
            Weigh(
                LastFirst(Sums(branch.Predictions, assignments, repeated, losses)),
                LayerFactors(layers, losses).Select(factor => factor * many.Weight),
                losses, count * many.Repetition, targets),
            [.. LayerNames(layers, "", "_one2many")], assignments));
    }

    /// <summary>
    /// Queries that a head on the memory added, last layer first: each positive knows its target. They are divided by
    /// their own number.
    /// </summary>
    private static PaidTerms Assisted(
        BranchPredictions branch, HeadPredictions head, LossConfig losses, string name, Targets targets, double count)
    {
        var layers = branch.Predictions.Logits.shape[0];
        using var pairs = HeadLosses.Pairs(head.QueryTargets);
        var all = new MatchedPairs(pairs.Slots.expand(layers, -1), pairs.Targets.expand(layers, -1));
        var sums = BranchLosses.Sums(branch.Predictions, all, targets, losses.Classification, losses.Overlap);
        return new PaidTerms(
            branch.Branch,
            Weigh(LastFirst(sums), LayerFactors(layers, losses), losses,
                Math.Max(1, pairs.Count) / Share(targets, count), 1 / Share(targets, count)),
            [.. LayerNames(layers, name)], Option<Assignments>.None);
    }

    /// <summary>What a head on the memory pays for itself.</summary>
    private static PaidTerms Head(HeadPredictions head, BranchConfig branch, Targets targets, double count)
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
        return new PaidTerms(head.Branch, sums * (weight * Share(targets, count)), names, Option<Assignments>.None);
    }

    // What has its own divisor counts, of an accumulated batch, as these images' share of its targets.
    private static double Share(Targets targets, double count) => Math.Max(targets.Total, 1) / count;

    /// <summary>
    /// Unweighted class, L1 and GIoU terms of every layer, and those of masks where there are any: [layers, 3 or 5].
    /// </summary>
    private static Tensor Sums(Predictions predictions, Assignments assignments, Targets targets, LossConfig losses,
        Option<MaskTerms> masks = default, Option<Tensor> positions = default)
    {
        var pairs = assignments.ToPairs(targets.Counts, predictions.Logits.shape[2], predictions.Logits.device);
        return WithMasks(
            BranchLosses.Sums(predictions, pairs, targets, losses.Classification, losses.Overlap, positions: positions),
            pairs,
            [.. assignments.Layers[0].Select(image => image.Count)], masks);
    }

    private static Tensor WithMasks(
        Tensor sums, MatchedPairs pairs, ImmutableArray<int> perImage, Option<MaskTerms> masks) =>
        masks.Match(terms => cat([sums, terms.Sums(pairs, perImage).to(sums.dtype)], 1), () => sums);

    private static PositionMetric Metric(DetectorConfig config) =>
        (config.Masks as MaskConfig.PixelEmbedding)?.Metric ?? PositionMetric.BoxIou;

    private static Tensor LastFirst(Tensor layers) =>
        cat([layers.narrow(0, layers.shape[0] - 1, 1), layers.narrow(0, 0, layers.shape[0] - 1)], 0);

    private static IEnumerable<double> LayerFactors(long layers, LossConfig losses) =>
        Enumerable.Range(0, (int)layers).Select(layer => layer == 0 ? 1.0 : losses.AuxiliaryWeight);

    // Of an accumulated batch, a mean over these images counts as their share of its targets.
    private static Tensor Weigh(
        Tensor sums, IEnumerable<double> factors, LossConfig losses, double count, Targets targets) =>
        Weigh(sums, factors, losses, count, 1 / Share(targets, count));

    // What sums are divided by, and means.
    private static Tensor Weigh(Tensor sums, IEnumerable<double> factors, LossConfig losses, double count, double means)
    {
        var classes = losses.Classification is ClassificationLoss.CrossEntropy ? means : count;
        double[] weights =
        [
            losses.ClassificationWeight / classes, losses.BoxWeight / count, losses.GiouWeight / count,
            losses.MaskWeight / count, losses.DiceWeight / count,
        ];
        var each = factors.SelectMany(factor => weights.Take((int)sums.shape[1]).Select(weight => factor * weight))
            .ToArray();
        return sums * tensor(each, sums.shape, sums.dtype, sums.device);
    }

    // The official code's names: the last layer has no number, and a branch stands before or after it.
    private static IEnumerable<string> LayerNames(long layers, string before, string after = "", bool masks = false) =>
        Enumerable.Range(0, (int)layers)
            .SelectMany(layer => NamesOf(before + (layer == 0 ? "" : $"_{layer - 1}") + after, masks));

    private static IEnumerable<string> NamesOf(string suffix, bool masks = false) =>
        new[] { "class", "bbox", "giou", "mask", "dice" }.Take(masks ? 5 : 3).Select(term => $"loss_{term}{suffix}");
}
