using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Denoising;
using StableDino.Detectors;
using StableDino.Matching;
using static TorchSharp.torch;

namespace StableDino.Losses;

/// <summary>The training loss of a batch: matching, then class, L1 and GIoU terms of every layer, the proposals and the denoising branch.</summary>
public static class Criterion
{
    /// <summary>Evaluates the loss. All layers and images are matched together and each term is computed for all layers at once.</summary>
    /// <remarks>
    /// <code>L = Σ_branch Σ_layer f_layer·(w_class·L_class + w_box·L_1 + w_giou·L_giou) / n</code>
    /// n = truths of the batch, at least 1; times the groups in the denoising branch. Proposals and decoder layers are one
    /// branch; <see cref="LossConfig.AuxiliaryWeight"/> also counts for the denoising branch. A batch without truths pays for negatives alone.
    /// With <see cref="TargetRescale.ToMaxIou"/> in the denoising branch the largest IoU is that of all its queries but padding.
    /// </remarks>
    /// <param name="output">What the detector said; proposals have the decoder's query and class counts.</param>
    /// <param name="targets">Truths of the batch, on the same device.</param>
    /// <param name="noised">The denoising queries that were decoded; none in evaluation or when the batch has no truths.</param>
    /// <param name="losses">Terms and weights.</param>
    /// <param name="matching">The matching cost.</param>
    /// <param name="normalizer">n instead of the truths of this batch: the whole accumulated batch's, to make accumulation exact.</param>
    /// <param name="certify">Whether every assignment is proved optimal.</param>
    /// <returns>The report, which the caller disposes, or the cost that was not finite.</returns>
    public static Either<NonFiniteCost, LossReport> Evaluate(
        DetectorOutput output, Targets targets, Option<NoisedTruths> noised, LossConfig losses, MatchingConfig matching,
        Option<double> normalizer = default, bool certify = false)
    {
        using var scope = NewDisposeScope();
        var matched = WithProposals(output);
        return HungarianMatcher.Match(matched, targets, matching, certify).Map(assignments =>
        {
            var count = normalizer.IfNone(Math.Max(targets.Total, 1));
            var layers = output.Layers.Logits.shape[0];
            var (terms, names) = Matched(matched, layers, targets, assignments, losses, count);
            foreach (var (predictions, queries) in from p in output.Denoising from n in noised select (p, n))
            {
                terms = cat([terms, Denoised(predictions, queries, targets, losses, count)], 0);
                names = names.AddRange(NamesOf(layers, "_dn", proposals: false));
            }

            var weighted = terms.flatten();
            return new LossReport(
                weighted.sum().MoveToOuterDisposeScope(), weighted.detach().MoveToOuterDisposeScope(), names, assignments);
        });
    }

    /// <summary>Proposals and decoder layers as one: [1 + L, B, Q, …].</summary>
    private static Predictions WithProposals(DetectorOutput output) => output.Proposals.Match(
        proposals => new Predictions(
            cat([proposals.Logits, output.Layers.Logits], 0), cat([proposals.Boxes, output.Layers.Boxes], 0)),
        () => output.Layers);

    /// <summary>Weighted terms of the matching queries [layers (+ 1), 3], last layer first, proposals last; and their names.</summary>
    private static (Tensor, ImmutableArray<string>) Matched(
        Predictions matched, long layers, Targets targets, Assignments assignments, LossConfig losses, double count)
    {
        var proposals = matched.Logits.shape[0] - layers;
        var pairs = assignments.ToPairs(targets.Counts, matched.Logits.shape[2], matched.Logits.device);
        var sums = BranchLosses.Sums(matched, pairs, targets, losses.Classification, losses.Overlap);
        var ordered = cat([LastFirst(sums.narrow(0, proposals, layers)), sums.narrow(0, 0, proposals)], 0);
        var factors = LayerFactors(layers, losses).Concat(Enumerable.Repeat((double)losses.ProposalWeight, (int)proposals));
        double[] weights = [losses.ClassificationWeight, losses.BoxWeight, losses.GiouWeight];
        return (Weigh(ordered, factors, weights, count), NamesOf(layers, "", proposals > 0));
    }

    /// <summary>Weighted terms of the denoising queries [layers, 3], last layer first.</summary>
    private static Tensor Denoised(Predictions predictions, NoisedTruths noised, Targets targets, LossConfig losses, double count)
    {
        var layers = predictions.Logits.shape[0];
        var (slots, truths) = ContrastiveDenoising.Positives(noised, targets.Counts);
        var paying = noised.Absent == AbsentSlots.TrainedAsNegatives
            ? predictions
            : predictions with { Logits = predictions.Logits.masked_fill(noised.Padding.unsqueeze(-1), ClassEntries.Silent) };
        var pairs = new MatchedPairs(slots.unsqueeze(0).expand(layers, -1), truths.unsqueeze(0).expand(layers, -1));
        var sums = BranchLosses.Sums(paying, pairs, targets, losses.DenoisingClassification, losses.Overlap, noised.Labels.ge(0));
        double[] weights = [losses.DenoisingClassificationWeight, losses.DenoisingBoxWeight, losses.DenoisingGiouWeight];
        return Weigh(LastFirst(sums), LayerFactors(layers, losses), weights, count * noised.Groups);
    }

    private static Tensor LastFirst(Tensor layers) => cat([layers.narrow(0, layers.shape[0] - 1, 1), layers.narrow(0, 0, layers.shape[0] - 1)], 0);

    private static IEnumerable<double> LayerFactors(long layers, LossConfig losses) =>
        Enumerable.Range(0, (int)layers).Select(layer => layer == 0 ? 1.0 : losses.AuxiliaryWeight);

    private static Tensor Weigh(Tensor sums, IEnumerable<double> factors, double[] weights, double count)
    {
        var each = factors.SelectMany(factor => weights.Select(weight => factor * weight / count)).ToArray();
        return sums * tensor(each, [sums.shape[0], 3], sums.dtype, sums.device);
    }

    private static ImmutableArray<string> NamesOf(long layers, string branch, bool proposals) =>
        [.. from suffix in Enumerable.Range(0, (int)layers).Select(layer => layer == 0 ? branch : $"{branch}_{layer - 1}").Concat(proposals ? ["_enc"] : [])
            from term in new[] { "class", "bbox", "giou" }
            select $"loss_{term}{suffix}"];
}
