using LanguageExt;
using StableDino.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Pipeline;

/// <summary>
/// Truths with noise, laid out as denoising queries: D = groups × copies × (most truths in an image) slots per image, group by group,
/// inside a group copy by copy. Slots beyond an image's truths are padding: zero content, unsigmoided box 0.
/// </summary>
/// <param name="Labels">[B, D], int64; −1 marks a padding slot.</param>
/// <param name="Boxes">[B, D, 4]: inverse sigmoid of the noised centre-size box.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="GroupSize">Slots of one group: copies × most truths.</param>
/// <param name="Copies">Copies of each truth in a group; copy 0 is positive.</param>
/// <param name="Absent">What becomes of padding slots.</param>
/// <param name="Truths">The truths as they are, for heads on the memory, which assign them during the pass; not owned.</param>
public sealed record NoisedTruths(
    Tensor Labels, Tensor Boxes, int Groups, int GroupSize, int Copies, AbsentSlots Absent = AbsentSlots.Unseen, Option<Targets> Truths = default) : IDisposable
{
    /// <summary>Truths for heads on the memory, and no denoising query.</summary>
    /// <param name="truths">Not owned.</param>
    public static NoisedTruths Bare(Targets truths) => new(
        zeros([truths.Counts.Length, 0], ScalarType.Int64, truths.Boxes.device), zeros([truths.Counts.Length, 0, 4], truths.Boxes.dtype, truths.Boxes.device),
        Groups: 1, GroupSize: 0, Copies: 1, Truths: truths);

    /// <summary>Denoising queries per image.</summary>
    public int Count => Groups * GroupSize;

    /// <summary>[B, D], bool: slots without a truth.</summary>
    internal Tensor Padding => Labels.lt(0);

    /// <inheritdoc/>
    public void Dispose()
    {
        Labels.Dispose();
        Boxes.Dispose();
    }
}
