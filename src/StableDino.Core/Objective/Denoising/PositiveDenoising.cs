using LanguageExt;
using StableDino.Configuration;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// Denoising without negatives (MaskDINO §3.4): groups as many as keep the queries of an image within a number, noise
/// as in
/// <see cref="GroupDenoising"/>. Pure: the draws are an argument.
/// </summary>
public static class PositiveDenoising
{
    /// <summary>Groups of a batch: none where an image has more targets than there may be queries.</summary>
    public static int GroupsFor(BranchConfig.PositiveDenoising config, Targets targets) =>
        targets.Most == 0 ? 0 : config.Queries / targets.Most;

    /// <summary>Draws the random numbers of one batch.</summary>
    /// <param name="targets">The targets; the draws land on their device.</param>
    /// <param name="config">The denoising.</param>
    /// <param name="classes">Classes C.</param>
    /// <param name="generator">Source of randomness, on the CPU whatever the targets' device.</param>
    /// <returns>R draws, R = groups·N; the caller owns them.</returns>
    public static DenoisingDraws Draw(
        Targets targets, BranchConfig.PositiveDenoising config, int classes, Generator generator) =>
        DenoisingDraws.Of(GroupsFor(config, targets) * targets.Total, classes, targets.Boxes.device, generator);

    /// <summary>
    /// Targets with noise as denoising queries; none if the batch has no target, or too many of them.
    /// </summary>
    /// <param name="targets">The targets.</param>
    /// <param name="config">The denoising.</param>
    /// <param name="draws">The random numbers, for the same targets and configuration.</param>
    /// <param name="epsilon">Distance from 0 and 1 that coordinates keep.</param>
    /// <returns>The queries, on the device of the targets; the caller owns them.</returns>
    public static Option<NoisedTargets> Prepare(
        Targets targets, BranchConfig.PositiveDenoising config, DenoisingDraws draws, double epsilon)
    {
        var groups = GroupsFor(config, targets);
        return groups == 0 ? Option<NoisedTargets>.None : GroupDenoising.Prepare(
            targets,
            new BranchConfig.DenoisingGroups(config.Losses, groups, config.LabelNoise, config.BoxNoise, config.Absent),
            draws, epsilon);
    }
}
