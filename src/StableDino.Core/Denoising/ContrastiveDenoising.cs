using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Detectors;
using StableDino.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Denoising;

/// <summary>
/// Contrastive denoising (DINO §3.3): copies of the truths with noise, which the decoder learns to reconstruct (the first copy of a
/// group) or to reject (the other copies). Pure: the draws are an argument.
/// </summary>
public static class ContrastiveDenoising
{
    /// <summary>Groups of a batch: as many as bring the positive queries per image near the number aimed at, at least one.</summary>
    public static int GroupsFor(BranchConfig.ContrastiveDenoising config, Targets targets) =>
        targets.Most == 0 ? 0 : Math.Max(1, config.Queries / targets.Most);

    /// <summary>Draws the random numbers of one batch.</summary>
    /// <param name="targets">The truths; the draws land on their device.</param>
    /// <param name="config">The denoising.</param>
    /// <param name="classes">Classes C.</param>
    /// <param name="generator">Source of randomness, on the CPU whatever the truths' device: one seed draws the same noise everywhere.</param>
    /// <returns>R draws, R = groups·copies·N; the caller owns them.</returns>
    public static DenoisingDraws Draw(Targets targets, BranchConfig.ContrastiveDenoising config, int classes, Generator generator)
    {
        using var scope = NewDisposeScope();
        var device = targets.Boxes.device;
        long rows = GroupsFor(config, targets) * config.Copies * targets.Total;
        var chance = rand(rows, device: CPU, generator: generator).to(device);
        var labels = randint(0, classes, [rows], dtype: ScalarType.Int64, device: CPU, generator: generator).to(device);
        var signs = randint(0, 2, [rows, 4], dtype: ScalarType.Float32, device: CPU, generator: generator).to(device) * 2 - 1;
        var magnitudes = rand(rows, 4, device: CPU, generator: generator).to(device);
        return new DenoisingDraws(
            chance.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope(),
            signs.MoveToOuterDisposeScope(), magnitudes.MoveToOuterDisposeScope());
    }

    /// <summary>Truths with noise as denoising queries; none if the batch has no truth.</summary>
    /// <param name="targets">The truths.</param>
    /// <param name="config">The denoising.</param>
    /// <param name="classes">Classes C; labels lie in 0..C−1.</param>
    /// <param name="draws">The random numbers, for the same truths and configuration.</param>
    /// <returns>The queries, on the device of the truths; the caller owns them.</returns>
    public static Option<NoisedTruths> Prepare(Targets targets, BranchConfig.ContrastiveDenoising config, int classes, DenoisingDraws draws)
    {
        var groups = GroupsFor(config, targets);
        if (groups == 0) return Option<NoisedTruths>.None;

        using var scope = NewDisposeScope();
        var sources = Sources(targets.Counts, groups * config.Copies, targets.Labels.device);           // [B, D], −1: padding
        var present = sources.ge(0);
        var chosen = sources.clamp_min(0).flatten();
        var labels = Labels(targets, config, groups, draws).index_select(0, chosen).view_as(sources);
        var boxes = Boxes(targets, config, groups, draws).index_select(0, chosen).view(sources.shape[0], -1, 4);
        return new NoisedTruths(
            labels.masked_fill(present.logical_not(), -1).MoveToOuterDisposeScope(),
            Logit.Of(boxes).masked_fill(present.logical_not().unsqueeze(-1), 0).MoveToOuterDisposeScope(),
            groups, config.Copies * targets.Most, config.Copies, config.Absent);
    }

    /// <summary>Which denoising queries are positive, and the truth each of them is to reconstruct.</summary>
    /// <param name="noised">The queries, D per image.</param>
    /// <param name="counts">Truths of each image.</param>
    /// <returns>
    /// Query [P] int64, indices into the B·D queries of the batch; truth [P] int64, indices into its N truths; P = groups·N, ordered
    /// by image, then group, then truth. On the device of <paramref name="noised"/>; the caller owns both.
    /// </returns>
    public static (Tensor Query, Tensor Truth) Positives(NoisedTruths noised, ImmutableArray<int> counts)
    {
        var pairs = counts.SelectMany((count, image) =>
            from @group in Enumerable.Range(0, noised.Groups)
            from truth in Enumerable.Range(0, count)
            select (Query: (long)image * noised.Count + @group * noised.GroupSize + truth, Truth: (long)counts.Take(image).Sum() + truth))
            .ToArray();
        var device = noised.Labels.device;
        return (tensor(pairs.Select(pair => pair.Query).ToArray(), device: device),
            tensor(pairs.Select(pair => pair.Truth).ToArray(), device: device));
    }

    // The noised row (block·N + truth) behind every slot; block = group·copies + copy.
    private static Tensor Sources(ImmutableArray<int> counts, int blocks, Device device)
    {
        var (most, total) = (counts.Max(), counts.Sum());
        var rows = new long[counts.Length, blocks, most];
        for (int image = 0, first = 0; image < counts.Length; first += counts[image++])
            for (var block = 0; block < blocks; block++)
                for (var truth = 0; truth < most; truth++)
                    rows[image, block, truth] = truth < counts[image] ? (long)block * total + first + truth : -1;
        return tensor(rows, device: device).view(counts.Length, -1);
    }

    private static Tensor Labels(Targets targets, BranchConfig.ContrastiveDenoising config, int groups, DenoisingDraws draws) =>
        where(draws.LabelChance.lt(config.LabelNoise * 0.5), draws.NewLabels, targets.Labels.repeat(groups * config.Copies));

    private static Tensor Boxes(Targets targets, BranchConfig.ContrastiveDenoising config, int groups, DenoisingDraws draws)
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
        var copy = arange(config.Copies, dtype: drawn.dtype, device: drawn.device).repeat(groups).repeat_interleave(total).unsqueeze(1);
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
