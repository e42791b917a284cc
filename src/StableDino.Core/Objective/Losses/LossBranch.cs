using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// One part of the output that contributes to the loss, with all that its terms depend on: one function evaluates it.
/// </summary>
/// <param name="Branch">Index into the configuration's branches, <see cref="QueryGroup.MatchingBranch"/>, or
/// <see cref="Candidates"/>.</param>
/// <param name="Predictions">Its layers.</param>
/// <param name="Targets">Targets as they are offered: repeated, or without classes.</param>
/// <param name="Pairing">How its queries get them.</param>
/// <param name="Losses">Its terms and their weights.</param>
/// <param name="Divisor">What they are divided by.</param>
/// <param name="Rows">The layers that contribute, in the report's order.</param>
internal sealed record LossBranch(
    int Branch,
    Predictions Predictions,
    Targets Targets,
    Pairing Pairing,
    LossConfig Losses,
    LossDivisor Divisor,
    ImmutableArray<LossRow> Rows)
{
    /// <summary>The proposals of all tokens.</summary>
    public const int Candidates = -2;

    /// <summary>Its masks, where the true ones are given.</summary>
    public Option<MaskTerms> Masks { get; init; }

    /// <summary>Pairs its queries with targets, and computes every term of every layer.</summary>
    /// <param name="score">What class logits mean.</param>
    /// <param name="certify">Whether every assignment is proved optimal.</param>
    /// <returns>Its weighted terms, or the cost that was not finite.</returns>
    public Either<NonFiniteCost, LossTerms> Evaluate(Score score, bool certify)
    {
        var term = ClassTerm.Of(score, Losses.Classification);
        switch (Pairing)
        {
            case Pairing.Hungarian { Cost: var cost }:
                var further = Masks.Map(masks => masks.Costs(Targets.Counts));
                var positions = further.Bind(both =>
                    both.shape[0] > 1 ? Option<Tensor>.Some(both[1]) : Option<Tensor>.None);
                return HungarianMatcher.Match(
                        Predictions, Targets, cost, score, certify, further.Map(both => both[0]), positions)
                    .Map(found => Of(Known(found), term, positions, found));
            case Pairing.ByOverlap(var least, var most, var arithmetic):
                var starts = Predictions.Starts.IfNone(() =>
                    throw new InvalidOperationException("The predictions bring no boxes to start from."));
                var images = OverlapAssignment.Of(starts, Targets, least, most, arithmetic);
                var assignments = new Assignments(
                    [.. Enumerable.Repeat(images, (int)Predictions.Logits.shape[0])]);
                var offered = this with { Targets = Targets.Repeated(most) };
                return offered.Of(offered.Known(assignments), term, Option<Tensor>.None, assignments);
            case Pairing.Known known:
                return Of(known, term, PositionsOf(term), Option<Assignments>.None);
            default:
                throw new InvalidOperationException($"Unknown pairing {Pairing}.");
        }
    }

    // s of every pair of queries that were not matched by it, where masks are the position metric and the loss asks.
    private Option<Tensor> PositionsOf(ClassTerm term) => Masks
        .Filter(masks => masks.Metric == PositionMetric.MaskIou && term is ClassTerm.PositionSupervised)
        .Map(masks => masks.Overlaps(Targets.Counts));

    private Pairing.Known Known(Assignments found) => new(
        found.ToPairs(Targets.Counts, Predictions.Logits.shape[2], Predictions.Logits.device),
        [.. found.Layers[0].Select(image => image.Count)], Option<Tensor>.None);

    private LossTerms Of(
        Pairing.Known known, ClassTerm term, Option<Tensor> positions, Option<Assignments> assignments)
    {
        var boxes = BranchLosses.Sums(
            Predictions, known.Pairs, Targets, term, Losses.Overlap, known.Counted, positions);
        var sums = Masks.Match(
            masks => cat([boxes, masks.Sums(known.Pairs, known.PerImage).to(boxes.dtype)], 1), () => boxes);
        double[] weights =
        [
            Losses.ClassificationWeight / (term is ClassTerm.CrossEntropy ? Divisor.Means : Divisor.Sums),
            Losses.BoxWeight / Divisor.Sums, Losses.GiouWeight / Divisor.Sums,
            .. Masks.Map(masks => masks.Form).Match<double[]>(
                form => [form.MaskWeight / Divisor.Sums, form.DiceWeight / Divisor.Sums], () => []),
        ];
        string[] terms = ["class", "bbox", "giou", .. Masks.IsSome ? (string[])["mask", "dice"] : []];
        var each = Rows.SelectMany(row => weights.Select(weight => row.Factor * weight)).ToArray();
        var ordered = cat([.. Rows.Select(row => sums.narrow(0, row.Layer, 1))], 0);
        return new(
            Branch, ordered * tensor(each, ordered.shape, sums.dtype, sums.device),
            [.. Rows.SelectMany(row => terms.Select(name => $"loss_{name}{row.Suffix}"))], assignments);
    }
}
