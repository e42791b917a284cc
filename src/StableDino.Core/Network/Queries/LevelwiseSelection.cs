using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// Selection of proposals level by level (DETA, arXiv:2212.06137): the best of each level, without near duplicates, so
/// that many
/// overlapping proposals of one object do not crowd out the others.
/// </summary>
internal static class LevelwiseSelection
{
    private const int PerLevel = 1000;
    private const double Duplicate = 0.9;

    /// <summary>
    /// Of each level the best 1000 tokens that are no padding; of two whose boxes overlap by more than 0.9 the better;
    /// of what is left an
    /// equal share of each level, then the best. Where suppression leaves too few, the best of all tokens, padding
    /// last.
    /// </summary>
    /// <param name="scores">[B, S], −∞ for padding.</param>
    /// <param name="boxes">[B, S, 4], centre-size, normalised.</param>
    /// <param name="levels">The levels that the S tokens belong to.</param>
    /// <param name="count">K, at most S.</param>
    /// <returns>[B, K], int64, best first; the caller owns it.</returns>
    public static Tensor Of(Tensor scores, Tensor boxes, ImmutableArray<LevelShape> levels, int count)
    {
        using var scope = NewDisposeScope();
        var (ranks, corners) =
            (Numbers(scores), Numbers(BoxConversion.ToXyxy(new CxcywhBoxes(boxes)).Values.clamp(0, 1)));
        var (images, tokens) = ((int)scores.shape[0], (int)scores.shape[1]);
        var chosen = new long[images][];
        Parallel.For(0, images, image => chosen[image] = OfImage(
            ranks.AsMemory(image * tokens, tokens), corners.AsMemory(image * tokens * 4, tokens * 4), levels, count));
        return tensor(chosen.SelectMany(row => row).ToArray(), [images, count], device: scores.device)
            .MoveToOuterDisposeScope();
    }

    private static float[] Numbers(Tensor values) =>
        MemoryMarshal.Cast<byte, float>(values.to(ScalarType.Float32).cpu().contiguous().bytes).ToArray();

    private static long[] OfImage(
        ReadOnlyMemory<float> scores, ReadOnlyMemory<float> corners, ImmutableArray<LevelShape> levels, int count)
    {
        IEnumerable<int> Ranked(int start, int length) =>
            Enumerable.Range(start, length).OrderByDescending(token => scores.Span[token]);
        var levelOf = levels.SelectMany((level, index) => Enumerable.Repeat(index, level.Height * level.Width))
            .ToArray();
        var candidates = levels
            .SelectMany(level => Ranked(level.Start, level.Height * level.Width)
                .Where(token => !float.IsNegativeInfinity(scores.Span[token])).Take(PerLevel)).ToArray();
        var kept = NonMaximumSuppression.KeepPerClass(
            candidates.SelectMany(token => corners.Slice(token * 4, 4).ToArray()).ToArray(),
            candidates.Select(token => scores.Span[token]).ToArray(),
            candidates.Select(token => levelOf[token]).ToArray(), Duplicate);
        var best = kept.Length >= count
            ? kept.Select(at => candidates[at]).ToArray()
            : Ranked(0, levelOf.Length).Take(count).ToArray();

        var taken = new int[levels.Length];
        var within = best.Select(token => taken[levelOf[token]]++ < count / levels.Length).ToArray();
        var missing = count - within.Count(kept => kept);
        return [.. best.Where((_, at) => within[at] || missing-- > 0).Select(token => (long)token)];
    }
}
