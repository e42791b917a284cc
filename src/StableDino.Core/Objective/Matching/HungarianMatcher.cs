using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>One-to-one matching of predictions and targets, for all layers and images at once.</summary>
public static class HungarianMatcher
{
    // costs of layers evaluated in one piece; a dozen tensors of this size are alive at once
    private const int Together = 1 << 22;

    /// <summary>
    /// The cheapest pairing of each layer and image: one copy from the device (a copy a layer beyond four million
    /// pairs), then solved in parallel.
    /// </summary>
    /// <remarks>
    /// An image with more targets than queries leaves the most expensive over; an image without targets has no pairs.
    /// </remarks>
    /// <param name="predictions">L layers of B images and Q queries.</param>
    /// <param name="targets">Targets of the batch, on the predictions' device.</param>
    /// <param name="config">The cost.</param>
    /// <param name="score">How logits become probabilities.</param>
    /// <param name="certify">Whether each solution's optimality is proved from its prices (one more pass over the
    /// costs).</param>
    /// <param name="further">[L, N, Q]: costs to add to those of classes and boxes, such as
    /// <see cref="MaskCost"/>'s.</param>
    /// <param name="positions">[L, N, Q]: how well each pair lies, where it is not boxes that say so.</param>
    /// <returns>The assignments, or the first cost that is not finite.</returns>
    /// <exception cref="InvalidOperationException">A solution failed its proof: a bug of the solver.</exception>
    public static Either<NonFiniteCost, Assignments> Match(
        Predictions predictions, Targets targets, Assignment.Hungarian config, Score score, bool certify = false,
        Option<Tensor> further = default, Option<Tensor> positions = default)
    {
        var layers = (int)predictions.Boxes.shape[0];
        var queries = (int)predictions.Boxes.shape[2];
        if (targets.Total == 0) return Empty(layers, targets.Counts.Length);

        var costs = ReadCosts(predictions, targets, (config, score), further, positions);
        try
        {
            return Solve(costs, layers, queries, targets.Counts, certify);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(costs);
        }
    }

    private static Assignments Empty(int layers, int images) =>
        new([.. Enumerable.Repeat(Enumerable.Repeat(new ImageAssignment([]), images).ToImmutableArray(), layers)]);

    private static float[] ReadCosts(
        Predictions predictions, Targets targets, (Assignment.Hungarian Config, Score Score) cost,
        Option<Tensor> further, Option<Tensor> positions)
    {
        var (layers, pairs) = ((int)predictions.Boxes.shape[0],
            checked(targets.Total * (int)predictions.Boxes.shape[2]));
        var numbers = ArrayPool<float>.Shared.Rent(checked(layers * pairs));
        var step = Math.Clamp(Together / Math.Max(1, pairs), 1, layers);
        for (var first = 0; first < layers; first += step)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(step, layers - first);
            Tensor Some(Tensor all) => count == layers ? all : all.narrow(0, first, count);
            var own = MatchingCost.Evaluate(
                new(Some(predictions.Logits), Some(predictions.Boxes)), targets, cost.Config, cost.Score,
                positions.Map(Some));
            var all = further.Match(more => own + Some(more), () => own).to(ScalarType.Float32).cpu().contiguous();
            MemoryMarshal.Cast<byte, float>(all.bytes).CopyTo(numbers.AsSpan(first * pairs));
        }

        return numbers;
    }

    private static Either<NonFiniteCost, Assignments> Solve(
        float[] costs, int layers, int queries, ImmutableArray<int> counts, bool certify)
    {
        var (images, total, starts) = (counts.Length, counts.Sum(), TargetIndices.Starts(counts));
        var solved = new ImageAssignment[layers * images];
        var faults = new NonFiniteCost?[layers * images];
        Parallel.For(0, layers * images, at =>
        {
            var (layer, image) = (at / images, at % images);
            var block = costs.AsSpan((layer * total + starts[image]) * queries, counts[image] * queries);
            var bad = FirstNonFinite(block);
            if (bad >= 0) faults[at] = new(layer, image, bad / queries, bad % queries);
            else solved[at] = Solve(block, counts[image], queries, certify);
        });

        if (System.Array.Find(faults, fault => fault is not null) is { } first) return first;
        return new Assignments([.. solved.Chunk(images).Select(layer => layer.ToImmutableArray())]);
    }

    private static ImageAssignment Solve(ReadOnlySpan<float> cost, int groundTruths, int queries, bool certify)
    {
        if (groundTruths == 0) return new([]);
        var solution = LinearAssignment.Solve(cost, groundTruths, queries);
        if (certify) Prove(cost, groundTruths, queries, solution);
        return new(solution.ColumnOfRow);
    }

    private static void Prove(ReadOnlySpan<float> cost, int groundTruths, int queries, AssignmentSolution solution)
    {
        var (wide, scale) = (new double[cost.Length], 1.0);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = cost[i];
            scale = Math.Max(scale, Math.Abs(wide[i]));
        }

        var certificate = LinearAssignment.Certify(wide, groundTruths, queries, solution);
        if (!certificate.Proves(1e-10 * scale * Math.Min(groundTruths, queries)))
            throw new InvalidOperationException(
                $"An assignment of {groundTruths} targets to {queries} queries is not proved optimal: {certificate}.");
    }

    private static int FirstNonFinite(ReadOnlySpan<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            if (!float.IsFinite(numbers[i])) return i;
        return -1;
    }
}
