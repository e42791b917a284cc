using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// One-to-many assignment by overlap (DETA, arXiv:2212.06137): no cost and no search, and no layer changes it.
/// </summary>
public static class OverlapAssignment
{
    /// <summary>
    /// Every query is for the target that it overlaps most. It gets it if their IoU reaches <paramref name="least"/>,
    /// or if no query overlaps
    /// some target more than this one does; of those that do, a target keeps the <paramref name="most"/> that overlap
    /// it most.
    /// </summary>
    /// <remarks>
    /// Of queries that overlap a target alike the first comes first. Where the official code differs:
    /// docs/decisions/0085-assignment-by-overlap.md.
    /// </remarks>
    /// <param name="boxes">[B, Q, 4], centre-size, normalised.</param>
    /// <param name="targets">Targets of the batch, on the same device.</param>
    /// <param name="least">IoU in (0, 1].</param>
    /// <param name="most">Queries of a target, at least 1.</param>
    /// <param name="arithmetic">How IoU divides.</param>
    /// <returns>
    /// For each image the query of every target, the list of targets <paramref name="most"/> times over, as in
    /// <see cref="Targets.Repeated"/>:
    /// its best query comes at a target's first place; −1 where there is none.
    /// </returns>
    public static ImmutableArray<ImageAssignment> Of(
        Tensor boxes, Targets targets, double least, int most, OverlapArithmetic arithmetic = OverlapArithmetic.Exact)
    {
        var found = ImmutableArray.CreateBuilder<ImageAssignment>(targets.Counts.Length);
        for (int image = 0, start = 0; image < targets.Counts.Length; start += targets.Counts[image++])
            found.Add(
                new(targets.Counts[image] == 0
                    ? []
                    : QueryOfTarget(
                        Overlaps(boxes, image, targets, start, arithmetic), targets.Counts[image], least, most)));
        return found.MoveToImmutable();
    }

    // Target after target, the IoU of each query with it.
    private static float[] Overlaps(Tensor boxes, int image, Targets targets, int start, OverlapArithmetic arithmetic)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var groundTruths = targets.Boxes.narrow(0, start, targets.Counts[image]).to(ScalarType.Float32);
        var iou = BoxOverlap.PairwiseIou(
            BoxConversion.ToXyxy(new CxcywhBoxes(groundTruths)),
            BoxConversion.ToXyxy(new CxcywhBoxes(boxes[image].to(ScalarType.Float32))), arithmetic);
        return MemoryMarshal.Cast<byte, float>(iou.cpu().contiguous().bytes).ToArray();
    }

    private static ImmutableArray<int> QueryOfTarget(float[] overlaps, int groundTruths, double least, int most)
    {
        var queries = overlaps.Length / groundTruths;
        var highest = Enumerable.Range(0, groundTruths)
            .Select(groundTruth => overlaps.Skip(groundTruth * queries).Take(queries).Max()).ToArray();
        var candidates = Enumerable.Range(0, groundTruths).Select(_ => new List<int>()).ToArray();
        for (var query = 0; query < queries; query++)
        {
            var (best, isHighest) = (0, false);
            for (var groundTruth = 0; groundTruth < groundTruths; groundTruth++)
            {
                var overlap = overlaps[groundTruth * queries + query];
                if (overlap > overlaps[best * queries + query]) best = groundTruth;
                isHighest |= overlap > 0 && overlap == highest[groundTruth];
            }

            if (isHighest || overlaps[best * queries + query] >= least) candidates[best].Add(query);
        }

        var answer = Enumerable.Repeat(-1, groundTruths * most).ToArray();
        for (var groundTruth = 0; groundTruth < groundTruths; groundTruth++)
            foreach (var (query, place) in candidates[groundTruth]
                .OrderByDescending(query => overlaps[groundTruth * queries + query]).Take(most)
                .Select((query, place) => (query, place)))
                answer[place * groundTruths + groundTruth] = query;
        return [.. answer];
    }
}
