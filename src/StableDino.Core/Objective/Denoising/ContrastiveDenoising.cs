using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// Contrastive denoising (DINO §3.3): copies of the targets with noise, which the decoder learns to reconstruct (the
/// first copy of a
/// group) or to reject (the other copies). Pure: the draws are an argument.
/// </summary>
public static class ContrastiveDenoising
{
    /// <summary>
    /// Groups of a batch: as many as bring the positive queries per image near the number aimed at, at least one.
    /// </summary>
    public static int GroupsFor(BranchConfig.ContrastiveDenoising config, Targets targets) =>
        targets.Most == 0 ? 0 : Math.Max(1, config.Queries / targets.Most);

    /// <summary>Draws the random numbers of one batch.</summary>
    /// <param name="targets">The targets; the draws land on their device.</param>
    /// <param name="config">The denoising.</param>
    /// <param name="classes">Classes C.</param>
    /// <param name="generator">Source of randomness, on the CPU whatever the targets' device: one seed draws the same
    /// noise everywhere.</param>
    /// <returns>R draws, R = groups·copies·N; the caller owns them.</returns>
    public static DenoisingDraws Draw(
        Targets targets, BranchConfig.ContrastiveDenoising config, int classes, Generator generator) =>
        DenoisingDraws.Of(GroupsFor(config, targets) * config.Copies * targets.Total, classes,
            targets.Boxes.device, generator);

    /// <summary>Targets with noise as denoising queries; none if the batch has no target.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="config">The denoising.</param>
    /// <param name="classes">Classes C; labels lie in 0..C−1.</param>
    /// <param name="draws">The random numbers, for the same targets and configuration.</param>
    /// <returns>The queries, on the device of the targets; the caller owns them.</returns>
    public static Option<NoisedTargets> Prepare(
        Targets targets, BranchConfig.ContrastiveDenoising config, int classes, DenoisingDraws draws)
    {
        var groups = GroupsFor(config, targets);
        if (groups == 0) return Option<NoisedTargets>.None;

        using var scope = NewDisposeScope();
        return DenoisingSlots.Lay(
            Labels(targets, config, groups, draws), Boxes(targets, config, groups, draws), targets.Counts, groups,
            config.Copies, config.Absent);
    }

    /// <summary>Which denoising queries are positive, and the target each of them is to reconstruct.</summary>
    /// <param name="noised">The queries, D per image.</param>
    /// <param name="counts">Targets of each image.</param>
    /// <returns>
    /// Query [P] int64, indices into the B·D queries of the batch; target [P] int64, indices into its N targets; P =
    /// groups·N, ordered
    /// by image, then group, then target. On the device of <paramref name="noised"/>; the caller owns both.
    /// </returns>
    public static (Tensor Query, Tensor Target) Positives(NoisedTargets noised, ImmutableArray<int> counts)
    {
        var pairs = counts.SelectMany((count, image) =>
            from @group in Enumerable.Range(0, noised.Groups)
            from groundTruth in Enumerable.Range(0, count)
            select (Query: (long)image * noised.Count + @group * noised.GroupSize + groundTruth,
                Target: (long)counts.Take(image).Sum() + groundTruth))
            .ToArray();
        var device = noised.Labels.device;
        return (tensor(pairs.Select(pair => pair.Query).ToArray(), device: device),
            tensor(pairs.Select(pair => pair.Target).ToArray(), device: device));
    }

    private static Tensor Labels(
        Targets targets, BranchConfig.ContrastiveDenoising config, int groups, DenoisingDraws draws) =>
        where(draws.LabelChance.lt(config.LabelNoise * 0.5), draws.NewLabels,
            targets.Labels.repeat(groups * config.Copies));

    private static Tensor Boxes(
        Targets targets, BranchConfig.ContrastiveDenoising config, int groups, DenoisingDraws draws)
    {
        var boxes = targets.Boxes.repeat(groups * config.Copies, 1);
        if (config.BoxNoise <= 0) return boxes;

        var (centre, size) = (boxes.narrow(1, 0, 2), boxes.narrow(1, 2, 2));
        var half = size / 2;
        var shift = draws.Signs * Magnitudes(config, groups, targets.Total, draws.Magnitudes) * cat([half, half], 1);
        var corners = (cat([centre - half, centre + half], 1) + shift * config.BoxNoise).clamp(0, 1);
        var (low, high) = (corners.narrow(1, 0, 2), corners.narrow(1, 2, 2));
        return cat([(low + high) / 2, high - low], 1);
    }

    // What a copy's noise adds to or multiplies the draw by, in each corner coordinate.
    private static Tensor Magnitudes(BranchConfig.ContrastiveDenoising config, int groups, int total, Tensor drawn)
    {
        var copy = arange(config.Copies, dtype: drawn.dtype, device: drawn.device).repeat(groups)
            .repeat_interleave(total).unsqueeze(1);
        var negative = copy.clamp_max(1);
        return config.Negatives switch
        {
            NegativeNoise.Contrastive => drawn + negative,
            NegativeNoise.SameAsPositive => drawn,
            NegativeNoise.AddPerCopy add => drawn + copy * add.Step,
            NegativeNoise.AddOnce add => drawn + negative * add.Step,
            NegativeNoise.AddPerCopyToFirstCorner => drawn + FirstCorner(copy),
            NegativeNoise.AddOnceToFirstCorner => drawn + FirstCorner(negative),
            NegativeNoise.MultiplyPerCopy => drawn * (1 + copy),
            _ => throw new ArgumentOutOfRangeException(nameof(config)),
        };

        static Tensor FirstCorner(Tensor added) => cat([added, added, zeros_like(added), zeros_like(added)], 1);
    }
}
