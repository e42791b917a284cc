using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StableDino.Foundation;

namespace StableDino.Network;

/// <summary>Forward pass of multi-scale deformable sampling on raw float32 memory.</summary>
/// <remarks>
/// <code>output[b,q,h,:] = Σ_l Σ_p weight[b,q,h,l,p] · bilinear(value_l[b,h,:], location[b,q,h,l,p])</code>
/// Source: Zhu et al. (arXiv:2010.04159), Eq. 3. For each query and head the corners on the map are listed first, as
/// (token, factor),
/// and then summed register by register: the geometry is computed once for all channels. A query's sum has one order,
/// whatever the threads.
/// </remarks>
internal static unsafe class SamplingForward
{
    private const int QueriesPerTask = 128;

    /// <summary>
    /// Fills <paramref name="output"/> [B, Q, H, D]; all arguments dense and row-major, as
    /// <see cref="SamplingProblem"/> sizes them.
    /// </summary>
    public static void Run(
        SamplingProblem problem, VectorPath path, float* value, float* locations, float* weights, float* output)
    {
        var blocks = (problem.Queries + QueriesPerTask - 1) / QueriesPerTask;
        nint v = (nint)value, x = (nint)locations, w = (nint)weights, o = (nint)output;
        Workers.Run(problem.Batch * blocks, problem.Work, task =>
        {
            var (batch, first) = (task / blocks, task % blocks * QueriesPerTask);
            var last = Math.Min(first + QueriesPerTask, problem.Queries);
            Block(problem, path, batch, first, last, (float*)v, (float*)x, (float*)w, (float*)o);
        });
    }

    private static void Block(
        SamplingProblem problem, VectorPath path, int batch, int first, int last, float* value, float* locations,
        float* weights, float* output)
    {
        switch (VectorPaths.Resolve(path))
        {
            case VectorPath.Bits512: Block<Lane512>(problem, batch, first, last, value, locations, weights, output);
            break;
            case VectorPath.Bits256: Block<Lane256>(problem, batch, first, last, value, locations, weights, output);
            break;
            case VectorPath.Bits128: Block<Lane128>(problem, batch, first, last, value, locations, weights, output);
            break;
            default: Block<Lane1>(problem, batch, first, last, value, locations, weights, output); break;
        }
    }

    [SkipLocalsInit]
    private static void Block<TLane>(
        SamplingProblem problem, int batch, int first, int last, float* value, float* locations, float* weights,
        float* output)
        where TLane : struct, ILane<TLane>
    {
        var levels = problem.Levels.AsSpan();
        int heads = problem.Heads, depth = problem.Depth, points = problem.Points, samples = problem.Samples;
        const int onStack = 256;
        Span<Corner> room = 4 * samples <= onStack ? stackalloc Corner[onStack] : new Corner[4 * samples];
        fixed (Corner* corners = room)
            for (var query = first; query < last; query++)
                for (var head = 0; head < heads; head++)
                {
                    var row = ((long)batch * problem.Queries + query) * heads + head;
                    var origin = value + (long)batch * problem.Tokens * problem.TokenStride + (long)head * depth;
                    var count = List(levels, points, problem.TokenStride, locations + 2 * row * samples,
                        weights + row * samples, corners);
                    Sum<TLane>(origin, corners, count, output + row * depth, depth);
                }
    }

    private struct Corner
    {
        public int Offset;
        public float Factor;
    }

    private static int List(
        ReadOnlySpan<LevelShape> levels, int points, int stride, float* location, float* weight, Corner* corners)
    {
        var count = 0;
        foreach (var level in levels)
            for (var p = 0; p < points; p++, location += 2, weight++)
            {
                if (!SamplePoint.TryLocate(location[0], location[1], level.Width, level.Height, out var at)) continue;
                var top = (level.Start + at.Row * level.Width + at.Column) * stride;
                var bottom = top + level.Width * stride;
                bool left = at.Column >= 0, right = at.Column + 1 < level.Width;
                float upper = *weight * at.HighY, lower = *weight * at.LowY;
                if (at.Row >= 0)
                {
                    if (left) corners[count++] = new() { Offset = top, Factor = upper * at.HighX };
                    if (right) corners[count++] = new() { Offset = top + stride, Factor = upper * at.LowX };
                }
                if (at.Row + 1 < level.Height)
                {
                    if (left) corners[count++] = new() { Offset = bottom, Factor = lower * at.HighX };
                    if (right) corners[count++] = new() { Offset = bottom + stride, Factor = lower * at.LowX };
                }
            }
        return count;
    }

    private static void Sum<TLane>(float* origin, Corner* corners, int count, float* output, int depth)
        where TLane : struct, ILane<TLane>
    {
        int width = TLane.Width, channel = 0;
        for (; channel + 4 * width <= depth; channel += 4 * width)
        {
            TLane a = TLane.Zero, b = TLane.Zero, c = TLane.Zero, d = TLane.Zero;
            for (var i = 0; i < count; i++)
            {
                var from = origin + corners[i].Offset + channel;
                var factor = TLane.All(corners[i].Factor);
                a = TLane.MultiplyAdd(factor, TLane.Load(from), a);
                b = TLane.MultiplyAdd(factor, TLane.Load(from + width), b);
                c = TLane.MultiplyAdd(factor, TLane.Load(from + 2 * width), c);
                d = TLane.MultiplyAdd(factor, TLane.Load(from + 3 * width), d);
            }
            TLane.Store(a, output + channel);
            TLane.Store(b, output + channel + width);
            TLane.Store(c, output + channel + 2 * width);
            TLane.Store(d, output + channel + 3 * width);
        }
        for (; channel + 2 * width <= depth; channel += 2 * width)
        {
            TLane a = TLane.Zero, b = TLane.Zero, c = TLane.Zero, d = TLane.Zero;
            var i = 0;
            for (; i + 2 <= count; i += 2)                                  // two chains hide the latency of one
            {
                float* from = origin + corners[i].Offset + channel, next = origin + corners[i + 1].Offset + channel;
                TLane factor = TLane.All(corners[i].Factor), following = TLane.All(corners[i + 1].Factor);
                a = TLane.MultiplyAdd(factor, TLane.Load(from), a);
                b = TLane.MultiplyAdd(factor, TLane.Load(from + width), b);
                c = TLane.MultiplyAdd(following, TLane.Load(next), c);
                d = TLane.MultiplyAdd(following, TLane.Load(next + width), d);
            }
            if (i < count)
            {
                var from = origin + corners[i].Offset + channel;
                var factor = TLane.All(corners[i].Factor);
                a = TLane.MultiplyAdd(factor, TLane.Load(from), a);
                b = TLane.MultiplyAdd(factor, TLane.Load(from + width), b);
            }
            TLane.Store(TLane.Add(a, c), output + channel);
            TLane.Store(TLane.Add(b, d), output + channel + width);
        }
        for (; channel + width <= depth; channel += width)
        {
            var a = TLane.Zero;
            for (var i = 0; i < count; i++)
                a = TLane.MultiplyAdd(
                    TLane.All(corners[i].Factor), TLane.Load(origin + corners[i].Offset + channel), a);
            TLane.Store(a, output + channel);
        }
        for (; channel < depth; channel++)
        {
            var a = 0f;
            for (var i = 0; i < count; i++) a += corners[i].Factor * origin[corners[i].Offset + channel];
            output[channel] = a;
        }
    }
}
