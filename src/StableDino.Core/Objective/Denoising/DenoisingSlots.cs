using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// Lays noised targets out as the slots of denoising queries: image by image, group by group, copy by copy.
/// </summary>
internal static class DenoisingSlots
{
    /// <summary>
    /// Every image gets as many slots as the image with most targets needs; those left over are padding.
    /// </summary>
    /// <param name="labels">[R], R = groups·copies·N, targets fastest.</param>
    /// <param name="boxes">[R, 4], centre-size.</param>
    /// <param name="counts">Targets of each image; they sum to N, at least 1.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="copies">Copies of a target in a group.</param>
    /// <param name="absent">What becomes of padding.</param>
    /// <param name="epsilon">Distance from 0 and 1 that coordinates keep.</param>
    /// <returns>The queries; the scope outside the caller's owns them.</returns>
    public static NoisedTargets Lay(
        Tensor labels, Tensor boxes, ImmutableArray<int> counts, int groups, int copies, AbsentSlots absent,
        double epsilon = Logit.ReferenceEpsilon)
    {
        // [B, D], −1: padding
        var sources = Sources(counts, groups * copies, labels.device);
        var padding = sources.lt(0);
        var chosen = sources.clamp_min(0).flatten();
        return new NoisedTargets(
            labels.index_select(0, chosen).view_as(sources).masked_fill(padding, -1).MoveToOuterDisposeScope(),
            Logit.Of(boxes.index_select(0, chosen).view(sources.shape[0], -1, 4), epsilon)
                .masked_fill(padding.unsqueeze(-1), 0).MoveToOuterDisposeScope(),
            groups, copies * counts.Max(), copies, absent);
    }

    // The noised row (block·N + target) behind every slot; block = group·copies + copy.
    private static Tensor Sources(ImmutableArray<int> counts, int blocks, Device device)
    {
        var (most, total) = (counts.Max(), counts.Sum());
        var rows = new long[counts.Length, blocks, most];
        for (int image = 0, first = 0; image < counts.Length; first += counts[image++])
            for (var block = 0; block < blocks; block++)
                for (var target = 0; target < most; target++)
                    rows[image, block, target] = target < counts[image] ? (long)block * total + first + target : -1;
        return tensor(rows, device: device).view(counts.Length, -1);
    }
}
