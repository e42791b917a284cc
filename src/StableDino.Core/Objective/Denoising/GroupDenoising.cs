using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// Denoising in groups (DN-DETR §4.2): every target once in each of a fixed number of groups, with noise on its label,
/// its centre and its
/// size, all of them to be reconstructed. Pure: the draws are an argument.
/// </summary>
public static class GroupDenoising
{
    /// <summary>Draws the random numbers of one batch.</summary>
    /// <param name="targets">The targets; the draws land on their device.</param>
    /// <param name="config">The denoising.</param>
    /// <param name="classes">Classes C; new labels lie in 0..C, where C stands for an unknown class.</param>
    /// <param name="generator">Source of randomness, on the CPU whatever the targets' device.</param>
    /// <returns>R draws, R = groups·N; the caller owns them.</returns>
    public static DenoisingDraws Draw(
        Targets targets, BranchConfig.DenoisingGroups config, int classes, Generator generator) =>
        DenoisingDraws.Of(config.Groups * targets.Total, classes + 1, targets.Boxes.device, generator);

    /// <summary>Targets with noise as denoising queries; none if the batch has no target.</summary>
    /// <remarks>
    /// <code>centre + λ·u·size/2, size + λ·u·size, u = sign·magnitude ∈ (−1, 1), each coordinate its own, clamped to
    /// [0, 1]</code>
    /// λ = <see cref="BranchConfig.DenoisingGroups.BoxNoise"/>.
    /// </remarks>
    /// <param name="targets">The targets.</param>
    /// <param name="config">The denoising.</param>
    /// <param name="draws">The random numbers, for the same targets and configuration.</param>
    /// <param name="epsilon">Distance from 0 and 1 that coordinates keep.</param>
    /// <returns>The queries, on the device of the targets; the caller owns them.</returns>
    public static Option<NoisedTargets> Prepare(
        Targets targets, BranchConfig.DenoisingGroups config, DenoisingDraws draws,
        double epsilon = Logit.ReferenceEpsilon)
    {
        if (targets.Total == 0) return Option<NoisedTargets>.None;

        using var scope = NewDisposeScope();
        var labels =
            where(draws.LabelChance.lt(config.LabelNoise), draws.NewLabels, targets.Labels.repeat(config.Groups));
        var boxes = targets.Boxes.repeat(config.Groups, 1);
        var size = boxes.narrow(1, 2, 2);
        var shifted = boxes + draws.Signs * draws.Magnitudes * cat([size / 2, size], 1) * config.BoxNoise;
        return DenoisingSlots.Lay(
            labels, shifted.clamp(0, 1), targets.Counts, config.Groups, copies: 1, config.Absent, epsilon);
    }
}
