using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StableDino.Network;

/// <summary>
/// What precedes the sampling itself, on raw float32 memory: offsets to locations, logits to weights, and both ways
/// back.
/// </summary>
/// <remarks>
/// <code>
/// point:  location = reference + offset / (width, height)
/// box:    location = centre + offset / P · (w, h) · ½
/// weight  = softmax(logits) over levels and points
/// </code>
/// Source: Zhu et al. (arXiv:2010.04159), §4.1 and appendix A.3. Rows are (image, query); each is computed whole by one
/// thread.
/// </remarks>
internal static unsafe class SamplingGeometry
{
    private const int RowsPerTask = 256;

    /// <summary>
    /// Fills <paramref name="locations"/> [B, Q, H, L, P, 2] and <paramref name="weights"/> [B, Q, H, L·P].
    /// </summary>
    /// <param name="problem">Sizes.</param>
    /// <param name="coordinates">2 for points, 4 for boxes.</param>
    /// <param name="references">[B, Q, L, coordinates].</param>
    /// <param name="offsets">[B, Q, H, L, P, 2].</param>
    /// <param name="logits">[B, Q, H, L·P].</param>
    /// <param name="locations">Where the locations go.</param>
    /// <param name="weights">Where the weights go.</param>
    public static void Forward(
        SamplingProblem problem, int coordinates, float* references, float* offsets, float* logits, float* locations,
        float* weights)
    {
        nint r = (nint)references, o = (nint)offsets, g = (nint)logits, x = (nint)locations, w = (nint)weights;
        OverRows(problem, row =>
        {
            var reference = (float*)r + row * problem.Levels.Length * coordinates;
            var perRow = (long)problem.Heads * problem.Samples;
            float* offset = (float*)o + 2 * row * perRow, location = (float*)x + 2 * row * perRow;
            for (var head = 0; head
                < problem.Heads; head++, offset += 2 * problem.Samples, location += 2 * problem.Samples)
            {
                Locate(problem, coordinates, reference, offset, location);
                var at = row * perRow + (long)head * problem.Samples;
                Softmax((float*)g + at, (float*)w + at, problem.Samples);
            }
        });
    }

    /// <summary>Turns gradients of locations and weights, in place, into those of offsets and logits.</summary>
    /// <inheritdoc cref="Forward"/>
    public static void Backward(
        SamplingProblem problem, int coordinates, float* references, float* weights, float* gradLocations,
        float* gradWeights)
    {
        nint r = (nint)references, w = (nint)weights, x = (nint)gradLocations, g = (nint)gradWeights;
        OverRows(problem, row =>
        {
            var reference = (float*)r + row * problem.Levels.Length * coordinates;
            var perRow = (long)problem.Heads * problem.Samples;
            var gradLocation = (float*)x + 2 * row * perRow;
            for (var head = 0; head < problem.Heads; head++, gradLocation += 2 * problem.Samples)
            {
                Scale(problem, coordinates, reference, gradLocation);
                var at = row * perRow + (long)head * problem.Samples;
                SoftmaxBack((float*)w + at, (float*)g + at, problem.Samples);
            }
        });
    }

    private static void OverRows(SamplingProblem problem, Action<long> each)
    {
        var rows = problem.Batch * problem.Queries;
        Workers.Run((rows + RowsPerTask - 1) / RowsPerTask, problem.Work / problem.Depth, task =>
        {
            for (var row = task * RowsPerTask; row < Math.Min(rows, (task + 1) * RowsPerTask); row++) each(row);
        });
    }

    private static void Locate(
        SamplingProblem problem, int coordinates, float* reference, float* offset, float* location)
    {
        foreach (var level in problem.Levels)
        {
            for (var p = 0; p < problem.Points; p++, offset += 2, location += 2)
                if (coordinates == 2)
                {
                    location[0] = reference[0] + offset[0] / level.Width;
                    location[1] = reference[1] + offset[1] / level.Height;
                }
                else
                {
                    location[0] = reference[0] + offset[0] / problem.Points * reference[2] * 0.5f;
                    location[1] = reference[1] + offset[1] / problem.Points * reference[3] * 0.5f;
                }
            reference += coordinates;
        }
    }

    private static void Scale(SamplingProblem problem, int coordinates, float* reference, float* gradient)
    {
        foreach (var level in problem.Levels)
        {
            for (var p = 0; p < problem.Points; p++, gradient += 2)
                if (coordinates == 2)
                {
                    gradient[0] /= level.Width;
                    gradient[1] /= level.Height;
                }
                else
                {
                    gradient[0] = gradient[0] * 0.5f * reference[2] / problem.Points;
                    gradient[1] = gradient[1] * 0.5f * reference[3] / problem.Points;
                }
            reference += coordinates;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Softmax(float* logits, float* weights, int count)
    {
        var largest = logits[0];
        for (var i = 1; i < count; i++) largest = MathF.Max(largest, logits[i]);
        var at = 0;
        for (; at + 8 <= count; at += 8)
            Vector256.Exp(Vector256.Load(logits + at) - Vector256.Create(largest)).Store(weights + at);
        if (at + 4 <= count)
        {
            Vector128.Exp(Vector128.Load(logits + at) - Vector128.Create(largest)).Store(weights + at);
            at += 4;
        }
        for (; at < count; at++) weights[at] = MathF.Exp(logits[at] - largest);
        var sum = 0f;
        for (var i = 0; i < count; i++) sum += weights[i];
        for (var i = 0; i < count; i++) weights[i] /= sum;
    }

    private static void SoftmaxBack(float* weights, float* gradient, int count)
    {
        var mean = 0f;
        for (var i = 0; i < count; i++) mean += weights[i] * gradient[i];
        for (var i = 0; i < count; i++) gradient[i] = weights[i] * (gradient[i] - mean);
    }
}
