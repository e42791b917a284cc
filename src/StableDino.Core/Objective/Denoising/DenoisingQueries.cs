using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static LanguageExt.Prelude;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// The queries of a detector's denoising branch, whichever kind it is, and the targets for its heads on the memory.
/// </summary>
public static class DenoisingQueries
{
    /// <summary>
    /// Targets with noise drawn as the configuration says; none without a target, or without a branch that is made of
    /// targets. Heads on the memory get the targets in any case, with what they draw their samples from.
    /// </summary>
    /// <param name="config">The detector.</param>
    /// <param name="targets">The targets; the queries land on their device.</param>
    /// <param name="classes">Classes C.</param>
    /// <param name="generator">Source of randomness, on the CPU.</param>
    /// <returns>The queries; the caller owns them.</returns>
    public static Option<NoisedTargets> Draw(DetectorConfig config, Targets targets, int classes, Generator generator)
    {
        var noised = Noised(config, targets, classes, generator);
        if (!config.Branches.Any(branch => branch is BranchConfig.AnchorHead or BranchConfig.RegionHead)) return noised;
        using var seed = randint(0, long.MaxValue, [1], ScalarType.Int64, CPU, generator: generator);
        var sampling = CounterRandom.Of(seed.item<long>());
        return noised.Match(
            some => some with { Targets = targets, Sampling = sampling },
            () => NoisedTargets.Bare(targets, sampling));
    }

    private static Option<NoisedTargets> Noised(
        DetectorConfig config, Targets targets, int classes, Generator generator)
    {
        foreach (var branch in config.Branches)
            switch (branch)
            {
                case BranchConfig.ContrastiveDenoising contrastive:
                    using (var draws = ContrastiveDenoising.Draw(targets, contrastive, classes, generator))
                        return ContrastiveDenoising.Prepare(targets, contrastive, classes, draws);
                case BranchConfig.DenoisingGroups groups:
                    using (var draws = GroupDenoising.Draw(targets, groups, classes, generator))
                        return GroupDenoising.Prepare(targets, groups, draws);
                case BranchConfig.PositiveDenoising positive:
                    using (var draws = PositiveDenoising.Draw(targets, positive, classes, generator))
                        return PositiveDenoising.Prepare(targets, positive, draws, config.Heads.ReferenceEpsilon);
            }

        return None;
    }
}
