using LanguageExt;
using StableDino.Configuration;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>The list of what contributes to the loss of a batch, in the order of the report.</summary>
internal static class LossBranches
{
    private const double TokenOverlap = 0.7;       // DETA's first stage
    private const int TokensPerTarget = 4;

    /// <summary>The branches of an output.</summary>
    /// <param name="output">What the detector said.</param>
    /// <param name="targets">Targets of the batch.</param>
    /// <param name="noised">The denoising queries that were decoded.</param>
    /// <param name="config">The detector's.</param>
    /// <param name="count">What sums are divided by, before a branch's own factor.</param>
    /// <param name="supervision">True masks and points.</param>
    public static IReadOnlyList<LossBranch> Of(
        DetectorOutput output, Targets targets, Option<NoisedTargets> noised, DetectorConfig config, double count,
        Option<MaskSupervision> supervision)
    {
        var start = config.Queries.Reference as QueryReference.Proposals ?? new QueryReference.Proposals();
        var agnostic = start.Classes == ProposalClasses.Agnostic;
        return
        [
            Matching(),
            .. agnostic ? output.Proposals.Map(AllTokens).ToSeq() : [],
            .. output.Branches.SelectMany(branch => Further(branch, config.Branches[branch.Branch])),
        ];

        // The matching queries with those of further groups, each of which is as a batch of its own; or with the
        // proposals that became them, last. Those that became queries of a branch come after and contribute nothing.
        LossBranch Matching()
        {
            var (layers, losses) = (output.Layers, config.Losses);
            var rows = LossRow.LastFirst(layers.Logits.shape[0], losses.AuxiliaryWeight);
            foreach (var further in output.Branches.Where(
                branch => config.Branches[branch.Branch] is BranchConfig.QueryGroups))
            {
                var groups = QueryBatches.Groups(layers, further.Predictions);
                var each = QueryBatches.ForEach(groups, targets);
                return new(QueryGroup.MatchingBranch, QueryBatches.Joined(layers, further.Predictions), each,
                    ByMatching(config.Matching), losses, LossDivisor.Of(count * groups, each), [.. rows]);
            }

            var selected = agnostic || config.Matching is Assignment.ByOverlap
                ? Option<Predictions>.None : output.Proposals;
            return new(
                QueryGroup.MatchingBranch, selected.Match(proposals => Together(proposals, layers), () => layers),
                targets, ByMatching(config.Matching), losses, LossDivisor.Of(count, targets),
                selected.IsNone ? [.. rows]
                    : [.. rows.Select(row => row with { Layer = row.Layer + 1 }), new(0, "_enc", start.LossWeight)])
            {
                Masks = Masks(QueryGroup.MatchingBranch, masks =>
                    selected.IsSome ? cat([masks.Proposals, masks.Layers], 0) : masks.Layers.alias()),
            };
        }

        // The proposals of all tokens, which know no classes.
        LossBranch AllTokens(Predictions proposals)
        {
            Pairing pairing = start.Selection == ProposalSelection.SuppressedPerLevel
                || config.Matching is Assignment.ByOverlap
                ? new Pairing.ByOverlap(TokenOverlap, TokensPerTarget, config.Matching.Overlap)
                : ByMatching(config.Matching);
            return new(LossBranch.Candidates, proposals, targets.WithoutClasses(), pairing, config.Losses,
                LossDivisor.Of(count, targets), [new(0, "_enc", start.LossWeight)]);
        }

        IEnumerable<LossBranch> Further(BranchPredictions branch, BranchConfig kind) => kind switch
        {
            BranchConfig.ContrastiveDenoising { Losses: var losses } =>
                noised.Map(own => Denoised(branch, losses, own)),
            BranchConfig.DenoisingGroups { Losses: var losses } => noised.Map(own => Denoised(branch, losses, own)),
            BranchConfig.PositiveDenoising { Losses: var losses } => noised.Map(own => Denoised(branch, losses, own)),
            BranchConfig.OneToMany many => [OneToMany(branch, many)],
            BranchConfig.AnchorHead { Losses: var losses } => [Assisted(branch, losses, "_atss")],
            BranchConfig.RegionHead { Losses: var losses } => [Assisted(branch, losses, "_roi")],
            _ => [],                                                    // groups stand with the matching queries
        };

        // Noised targets: each positive knows its target.
        LossBranch Denoised(BranchPredictions branch, LossConfig losses, NoisedTargets own)
        {
            var layers = branch.Predictions.Logits.shape[0];
            var (slots, groundTruths) = ContrastiveDenoising.Positives(own, targets.Counts);
            var seen = own.Absent == AbsentSlots.TrainedAsNegatives
                ? branch.Predictions
                : branch.Predictions with { Logits =
                    branch.Predictions.Logits.masked_fill(own.Padding.unsqueeze(-1), ClassEntries.Silent) };
            var known = new Pairing.Known(
                new(slots.unsqueeze(0).expand(layers, -1), groundTruths.unsqueeze(0).expand(layers, -1)),
                [.. targets.Counts.Select(image => own.Groups * image)], own.Labels.ge(0));
            return new(branch.Branch, seen, targets, known, losses, LossDivisor.Of(count * own.Groups, targets),
                [.. LossRow.LastFirst(layers, losses.AuxiliaryWeight, before: "_dn")])
            {
                Masks = Masks(branch.Branch, masks => masks.Branches[output.Branches.IndexOf(branch)]),
            };
        }

        // Each target is offered k times.
        LossBranch OneToMany(BranchPredictions branch, BranchConfig.OneToMany many)
        {
            var (matching, losses) = many.Terms is BranchTerms.Own own
                ? (own.Matching, own.Losses) : (config.Matching, config.Losses);
            var rows = LossRow.LastFirst(
                branch.Predictions.Logits.shape[0], losses.AuxiliaryWeight, after: "_one2many");
            return new(
                branch.Branch, branch.Predictions, targets.Repeated(many.Repetition), ByMatching(matching), losses,
                LossDivisor.Of(count * many.Repetition, targets),
                [.. rows.Select(row => row with { Factor = row.Factor * many.Weight })]);
        }

        // Queries that an auxiliary head added: each positive knows its target, and they are divided by their number.
        LossBranch Assisted(BranchPredictions branch, LossConfig losses, string name)
        {
            var layers = branch.Predictions.Logits.shape[0];
            var pairs = HeadLosses.Pairs(output.Heads.Single(head => head.Branch == branch.Branch).QueryTargets);
            var share = LossDivisor.Share(targets, count);
            var known = new Pairing.Known(
                new(pairs.Slots.expand(layers, -1), pairs.Targets.expand(layers, -1)), [], Option<Tensor>.None);
            return new(branch.Branch, branch.Predictions, targets, known, losses,
                new(Math.Max(1, pairs.Count) / share, 1 / share),
                [.. LossRow.LastFirst(layers, losses.AuxiliaryWeight, before: name)]);
        }

        Option<MaskTerms> Masks(int branch, Func<MaskPredictions, Tensor> embeddings) =>
            output is MaskOutput { Masks: var predicted } && config.Masks is MaskConfig.PixelEmbedding form
                ? supervision.Map(given => new MaskTerms(predicted.Pixels, embeddings(predicted), given, form, branch))
                : Option<MaskTerms>.None;
    }

    private static Pairing ByMatching(Assignment matching) => matching switch
    {
        Assignment.Hungarian cost => new Pairing.Hungarian(cost),
        Assignment.ByOverlap(var least, var most, var how) =>
            new Pairing.ByOverlap((double)(decimal)least, most, how),
        _ => throw new ArgumentOutOfRangeException(nameof(matching), matching, "unknown assignment"),
    };

    // The proposals that became queries as a layer before the others.
    private static Predictions Together(Predictions proposals, Predictions layers)
    {
        var queries = layers.Logits.shape[2];
        return new Predictions(
            cat([proposals.Logits.narrow(2, 0, queries), layers.Logits], 0),
            cat([proposals.Boxes.narrow(2, 0, queries), layers.Boxes], 0));
    }
}
