using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>
/// Targets with noise, laid out as denoising queries: D = groups × copies × (most targets in an image) slots per image,
/// group by group,
/// inside a group copy by copy. Slots beyond an image's targets are padding: zero content, unsigmoided box 0.
/// </summary>
/// <param name="Labels">[B, D], int64; −1 marks a padding slot.</param>
/// <param name="Boxes">[B, D, 4]: inverse sigmoid of the noised centre-size box.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="GroupSize">Slots of one group: copies × most targets.</param>
/// <param name="Copies">Copies of each target in a group; copy 0 is positive.</param>
/// <param name="Absent">What becomes of padding slots.</param>
/// <param name="Targets">The targets as they are, for auxiliary heads, which assign them during the pass; not
/// owned.</param>
/// <param name="Sampling">Draws what those heads sample where there are too many; where it is not given, they take the
/// first.</param>
public sealed record NoisedTargets(
    Tensor Labels, Tensor Boxes, int Groups, int GroupSize, int Copies, AbsentSlots Absent = AbsentSlots.Unseen,
    Option<Targets> Targets = default, Option<CounterRandom> Sampling = default) : IDisposable
{
    /// <summary>Targets for auxiliary heads, and no denoising query.</summary>
    /// <param name="targets">Not owned.</param>
    /// <param name="sampling">As <see cref="Sampling"/>.</param>
    public static NoisedTargets Bare(Targets targets, Option<CounterRandom> sampling = default) => new(
        zeros([targets.Counts.Length, 0], ScalarType.Int64, targets.Boxes.device),
        zeros([targets.Counts.Length, 0, 4], targets.Boxes.dtype, targets.Boxes.device),
        Groups: 1, GroupSize: 0, Copies: 1, Targets: targets, Sampling: sampling);

    /// <summary>Denoising queries per image.</summary>
    public int Count => Groups * GroupSize;

    /// <summary>[B, D], bool: slots without a target.</summary>
    internal Tensor Padding => Labels.lt(0);

    /// <inheritdoc/>
    public void Dispose()
    {
        Labels.Dispose();
        Boxes.Dispose();
    }
}
